import { LifecyclePlanError } from '../errors/lifecycle-plan.error';
import { ResetRefusedError } from '../errors/reset-refused.error';
import type { Holdings } from '../interfaces/holdings.interface';
import type { JournalNote } from '../interfaces/journal.interface';
import type { ResetOptions, ResetPlan } from '../interfaces/reset-plan.interface';
import type { DetailSnapshot, PresenceSnapshot } from '../interfaces/schema-snapshot.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import { SHARE_OF_LOCK_TABLE } from '../plan/batch.splitter';
import { afterFirstEntry, appendStatements } from '../plan/journal.statements';
import { planMissingRelations } from '../plan/missing-relations.planner';
import type { PlanningContext } from '../plan/planning.context';
import { presenceNotices } from '../plan/presence.rules';
import { statementHash } from '../plan/statement.hash';
import { pathOf } from '../sql/identifier';
import { detailsWithout, ownedByOthers } from '../trash/holdings.rules';
import type { KeptRecords } from '../trash/kept-records.query';
import { planSetAside } from '../trash/set-aside.planner';
import { dropStatements } from './drop.statements';

/** All that a reset depends on, as it was read. */
export interface ResetInput {
  readonly presence: PresenceSnapshot;
  readonly context: PlanningContext;
  readonly details: DetailSnapshot;
  readonly holdings: Holdings;
  readonly records: KeptRecords;
  readonly handSet: readonly string[];
}

/** Throws what stands against moving or dropping what is there. */
function refuseUnsafe(
  { model, migrationsTable }: LifecycleTarget,
  { presence, holdings }: ResetInput,
  { undo = true, includeDependents = false }: ResetOptions,
): void {
  const { problems: conflicts } = presenceNotices(model, presence);
  if (conflicts.length > 0) throw new LifecyclePlanError(conflicts);
  const hidden = presence.findings
    .filter(({ state, index }) => state === 'hidden' && model.relations[index]!.kind !== 'metadata')
    .map(({ index, owner }) => `${pathOf(model.relations[index]!)} (owner ${owner})`);
  const { database, role } = presence.server;
  const { dependents, parents, relations, mayCreateSchemas, migrationsReadable } = holdings;
  if (parents.length > 0) throw ResetRefusedError.parents(parents);
  if (dependents.length > 0 && !(undo && includeDependents)) throw ResetRefusedError.dependents(dependents, undo);
  const locked = [...new Set([...hidden, ...ownedByOthers(holdings)])];
  if (locked.length > 0) throw ResetRefusedError.hidden(locked);
  if (undo && relations.length > 0 && migrationsReadable === false)
    throw ResetRefusedError.recordHidden(migrationsTable, role);
  if (undo && relations.length > 0 && !mayCreateSchemas) throw ResetRefusedError.mayNotSetAside(database, role);
}

/**
 * Plans to set aside, or to drop, what is there of the app, and to create all of it anew, in one transaction. Pure.
 * @throws ResetRefusedError when that would harm what is not the app's, or can't be done in one transaction;
 *   LifecyclePlanError when the tables could not be created
 */
export async function planReset(target: LifecycleTarget, input: ResetInput, options: ResetOptions): Promise<ResetPlan> {
  const { metadataTable, journal, author } = target;
  const { presence, context, details, holdings, records, handSet } = input;
  const { undo = true } = options;
  refuseUnsafe(target, input, options);

  const snapshot = { ...context.presence, details: detailsWithout(details, holdings) };
  const { batches, problems, warnings } = await planMissingRelations(context, snapshot, target);
  if (problems.length > 0) throw new LifecyclePlanError(problems);
  const { drop, move, create: again } = holdings.locks;
  const locks = again + (undo ? move : drop);
  const tooLarge = batches.length > 1 || locks > details.lockSlots * SHARE_OF_LOCK_TABLE;
  if (tooLarge) throw ResetRefusedError.tooLarge(context.missing.length);
  const aside = undo ? planSetAside(target, { cause: 'reset', holdings, records, journal: presence.journal }) : null;
  const clears = undo ? (aside?.statements ?? []) : dropStatements(holdings, metadataTable);
  const create = batches[0] ?? { creates: [], refersTo: [], statements: [] };
  const cleared = holdings.relations.map(pathOf);
  // Left out of the hash: the journal's statements, the manifest and its place name host and time, which do not make
  // another plan.
  const places = aside?.manifest.places.map(({ trash }) => trash) ?? [];
  const own = [...clears, ...create.statements].filter(
    ({ target: path }) => ![pathOf(journal), ...places].includes(path),
  );
  const hash = statementHash(own.map(({ sql }) => (places[0] ? sql.replaceAll(places[0], 'trash') : sql)));
  const kept = undo ? { trash: places[0] } : { undo: false as const, dropped: cleared };
  const note: JournalNote = {
    event: 'reset',
    name: presence.server.database,
    details: { ...kept, plan: hash },
    durationMs: 'of transaction',
  };
  const recorded = appendStatements(journal, author, afterFirstEntry(presence.journalState, author), [note]);
  return {
    cleared,
    dependents: holdings.dependents,
    handSet,
    aside,
    clears,
    create: { ...create, statements: [...create.statements, ...recorded] },
    warnings,
  };
}
