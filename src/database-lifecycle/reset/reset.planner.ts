import { LifecyclePlanError } from '../errors/lifecycle-plan.error';
import { ResetRefusedError } from '../errors/reset-refused.error';
import type { ResetFindings, ResetPlan } from '../interfaces/reset-plan.interface';
import type { JournalNote } from '../interfaces/journal.interface';
import type { DetailSnapshot, NamedObject, PresenceSnapshot } from '../interfaces/schema-snapshot.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import { journalPlan } from '../missing-tables';
import { afterFirstEntry, appendStatements } from '../plan/journal.statements';
import { planMissingRelations } from '../plan/missing-relations.planner';
import { planningContext, type PlanningContext } from '../plan/planning.context';
import { SHARE_OF_LOCK_TABLE } from '../plan/batch.splitter';
import { presenceNotices } from '../plan/presence.rules';
import { statementHash } from '../plan/statement.hash';
import { pathOf } from '../sql/identifier';
import { dropStatements } from './drop.statements';

/** The context of planning as if every relation of the app were missing; TypeORM's own record stays and is kept. */
export function contextAfterDrop({ dataSource, model }: LifecycleTarget, presence: PresenceSnapshot): PlanningContext {
  const findings = model.relations.flatMap(({ kind }, index) => {
    const found = presence.findings.filter((finding) => finding.index === index);
    return kind === 'metadata'
      ? found
      : [{ index, state: 'missing' as const, found: null, owner: null, columns: null }];
  });
  return planningContext(dataSource, model, { ...presence, findings });
}

/** What the catalog will answer once the drops have run. */
function detailsAfterDrop(details: DetailSnapshot, { types, vanishing }: ResetFindings): DetailSnapshot {
  const gone = new Set(vanishing.map(pathOf));
  const goneTypes = new Set(types.map(pathOf));
  const stays = (object: NamedObject): boolean => !gone.has(pathOf(object));
  return {
    ...details,
    types: details.types.filter((type) => !goneTypes.has(pathOf(type))),
    takenNames: details.takenNames.filter(stays),
    twins: details.twins.filter(stays),
    elsewhere: details.elsewhere.filter(stays),
  };
}

/**
 * Plans to drop what is there of the app and to create all of it anew, in one transaction. Pure.
 * @throws ResetRefusedError when that would harm what is not the app's, or can't be done in one transaction;
 *   LifecyclePlanError when the tables could not be created
 */
export async function planReset(
  target: LifecycleTarget,
  presence: PresenceSnapshot,
  context: PlanningContext,
  details: DetailSnapshot,
  findings: ResetFindings,
): Promise<ResetPlan> {
  const { model, metadataTable, journal, author } = target;
  const { problems: conflicts } = presenceNotices(model, presence);
  if (conflicts.length > 0) throw new LifecyclePlanError(conflicts);
  const hidden = presence.findings
    .filter(({ state, index }) => state === 'hidden' && model.relations[index]!.kind !== 'metadata')
    .map(({ index, owner }) => `${pathOf(model.relations[index]!)} (owner ${owner})`);
  const others = findings.relations
    .filter(({ owned }) => !owned)
    .map((relation) => `${pathOf(relation)} (owner ${relation.owner})`);
  const locked = [...new Set([...hidden, ...others])];
  if (locked.length > 0) throw ResetRefusedError.hidden(locked);
  if (findings.dependents.length > 0) throw ResetRefusedError.dependents(findings.dependents);

  const snapshot = { ...context.presence, details: detailsAfterDrop(details, findings) };
  const { batches, problems, warnings } = await planMissingRelations(context, snapshot, journalPlan(target));
  if (problems.length > 0) throw new LifecyclePlanError(problems);
  const tooLarge = batches.length > 1 || findings.locks > details.lockSlots * SHARE_OF_LOCK_TABLE;
  if (tooLarge) throw ResetRefusedError.tooLarge(context.missing.length);
  const dropped = findings.relations.map(pathOf);
  const drops = dropStatements(findings, metadataTable);
  const create = batches[0] ?? { creates: [], refersTo: [], statements: [] };
  // The journal's own statements name the host, which does not make it another plan.
  const own = [...drops, ...create.statements].filter(({ target: path }) => path !== pathOf(journal));
  const note: JournalNote = {
    event: 'reset',
    name: presence.server.database,
    details: { dropped, plan: statementHash(own.map(({ sql }) => sql)) },
    durationMs: 'of transaction',
  };
  const recorded = appendStatements(journal, author, afterFirstEntry(presence.journalState, author), [note]);
  return { dropped, drops, create: { ...create, statements: [...create.statements, ...recorded] }, warnings };
}
