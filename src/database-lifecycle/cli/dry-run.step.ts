import { refuseForeignDatabase } from '../apply/stamp.guard';
import { refuseGuardedEnvironment } from '../consent/consent.guard';
import { ExitCode } from '../errors/database-lifecycle.error';
import { LifecyclePlanError } from '../errors/lifecycle-plan.error';
import { LifecycleRefusedError } from '../errors/refused.error';
import { inspectPresence } from '../inspect/presence.inspector';
import type { InitDryRun } from '../interfaces/command-documents.interface';
import type { Dependent } from '../interfaces/holdings.interface';
import type { PlanNotice, PlannedStatement } from '../interfaces/lifecycle-plan.interface';
import type { ResetOptions } from '../interfaces/reset-plan.interface';
import type { JournalEntry } from '../interfaces/schema-snapshot.interface';
import type { TrashStatus } from '../interfaces/trash-report.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import { planIn } from '../missing-tables';
import { resetPlanLines } from '../report/reset.lines';
import { resetAct } from '../reset/reset.act';
import { readReset } from '../reset/reset.reader';
import { dueSeeders } from '../seeding/due-seeders';
import { shortNames } from '../sql/identifier';
import { withReadOnlySession } from '../sql/sql.session';
import { readExpired } from '../trash/retention.reader';
import type { CommandContext, CommandOutcome } from './cli.command';
import { remark } from './script.lines';

interface Intent {
  readonly setsAside: readonly string[];
  readonly drops: readonly string[];
  readonly trash: string | null;
  readonly dependents: readonly Dependent[];
  readonly handSet: readonly string[];
  /** Earlier trashes that it would let go of. */
  readonly expired: readonly TrashStatus[];
  readonly creates: readonly string[];
  readonly statements: readonly PlannedStatement[];
  readonly warnings: readonly PlanNotice[];
  readonly journal: readonly JournalEntry[];
}

const intendedCreation = (target: LifecycleTarget): Promise<Intent> =>
  withReadOnlySession(target, async (session) => {
    const { plan, presence } = await planIn(session, target);
    refuseForeignDatabase(target, presence.journalState);
    if (plan.problems.length > 0) throw new LifecyclePlanError(plan.problems);
    return {
      setsAside: [],
      drops: [],
      trash: null,
      dependents: [],
      handSet: [],
      expired: [],
      creates: plan.batches.flatMap(({ creates }) => creates),
      statements: plan.batches.flatMap(({ statements }) => statements),
      warnings: plan.warnings,
      journal: presence.journal,
    };
  });

const intendedReset = (target: LifecycleTarget, options: ResetOptions): Promise<Intent> =>
  withReadOnlySession(target, async (session) => {
    const presence = await inspectPresence(session, target.model.relations, target.journal);
    refuseForeignDatabase(target, presence.journalState);
    const { plan } = await readReset(session, target, presence, options);
    return {
      setsAside: plan.aside ? plan.cleared : [],
      drops: plan.aside ? [] : plan.cleared,
      trash: plan.aside?.manifest.places[0]!.trash ?? null,
      dependents: plan.dependents,
      handSet: plan.handSet,
      expired: await readExpired(session, target, plan.aside ? 1 : 0),
      creates: plan.create.creates,
      statements: [...plan.clears, ...plan.create.statements],
      warnings: plan.warnings,
      journal: presence.journal,
    };
  });

/** The journal as it will be once the relations are created: their seeders are due again. */
const withCreated = (journal: readonly JournalEntry[], paths: readonly string[]): JournalEntry[] => [
  ...journal,
  ...paths.map((name) => ({ event: 'create' as const, name, id: Number.MAX_SAFE_INTEGER, content: null })),
];

/**
 * Prints exactly the statements that `db:init` would run, and runs none. What is not SQL is a comment, so that the
 * whole can be kept as a script.
 */
export async function dryRun(
  { lifecycle }: CommandContext,
  { seed, reset }: { seed: boolean; reset: ResetOptions | null },
): Promise<CommandOutcome<InitDryRun>> {
  const { target, seeders } = lifecycle;
  const { environment } = target.settings;
  if (reset) refuseGuardedEnvironment(target, resetAct(reset));
  else if (environment.policy !== 'auto-create') throw LifecycleRefusedError.creation(environment.name);
  const intent = await (reset ? intendedReset(target, reset) : intendedCreation(target));
  const { setsAside, drops, trash, dependents, handSet, expired, creates, statements, warnings, journal } = intent;
  const due = seed ? dueSeeders(target, seeders, withCreated(journal, creates)) : [];
  const toSeed = due.map(({ options }) => options.key);
  const named = (paths: readonly string[]): string => shortNames(paths, target.journal.schema);
  const sql = statements.map((statement) => statement.sql);
  return {
    json: {
      dryRun: true,
      trash,
      toSetAside: setsAside,
      toDrop: drops,
      toPurge: expired.map(({ name }) => name),
      toCreate: creates,
      statements: sql,
      toSeed,
      handSet,
      warnings,
    },
    text: [
      ...(trash ? [remark(`to set aside in ${trash}, with all rows: ${named(setsAside)}`)] : []),
      ...resetPlanLines({ dependents, handSet }, expired).map(remark),
      ...(drops.length > 0 ? [remark(`to drop, with all rows: ${named(drops)}`)] : []),
      remark(creates.length > 0 ? `to create: ${named(creates)}` : 'nothing to create'),
      ...warnings.map(({ message }) => remark(`⚠️ ${message}`)),
      ...sql.map((statement) => `${statement};`),
      ...(seed ? [remark(toSeed.length > 0 ? `to seed: ${toSeed.join(', ')}` : 'nothing to seed')] : []),
    ],
    exitCode: sql.length > 0 || toSeed.length > 0 ? ExitCode.pending : ExitCode.ok,
  };
}
