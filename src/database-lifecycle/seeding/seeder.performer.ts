import { SeederError } from '../errors/seeder.error';
import type { JournalNote } from '../interfaces/journal.interface';
import type { SeedingReport } from '../interfaces/lifecycle-report.interface';
import type { NamedObject, PresenceSnapshot } from '../interfaces/schema-snapshot.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import { pathOf, quoteLiteral, quotePath } from '../sql/identifier';
import { leavingNoneOpen } from '../sql/nested.transaction';
import { stayingInOurs } from '../sql/own.transaction';
import type { SqlSession } from '../sql/sql.session';
import { standingOf, tablesOf } from './due-seeders';
import { seedNotes } from './seed.notes';
import { SeederCalls } from './seeder.calls';
import { seederContext, type ContextWishes } from './seeder.context';
import type { RegisteredSeeder } from './seeder.registry';
import { endingSelfWaits } from './self.wait';
import { keepingSettings } from './session.settings';

export interface SeederWork extends ContextWishes {
  readonly seeder: RegisteredSeeder;
  /** How the database stands under the lock. */
  readonly presence: PresenceSnapshot;
  /** Whether its tables were emptied for it. */
  readonly emptied?: boolean;
  /** What to do when it has failed and is corrected. Default: run it again. */
  readonly remedy?: string;
  /** Called once it is known that the seeder runs, before it does; what it throws stops it. */
  begin?(): Promise<void>;
}

interface SeederOutcome {
  readonly report: SeedingReport;
  /** What the journal is to be told; nothing when nothing was decided. */
  readonly notes: readonly JournalNote[];
}

/**
 * Checks deferred constraints now, while the seeder can still be named, and leaves them deferred for the next seeder.
 */
const CHECK_CONSTRAINTS = [
  'SAVEPOINT lifecycle_seeder',
  'SET CONSTRAINTS ALL IMMEDIATE',
  'ROLLBACK TO SAVEPOINT lifecycle_seeder',
  'RELEASE SAVEPOINT lifecycle_seeder',
];

async function countRows(session: SqlSession, tables: readonly NamedObject[]): Promise<number> {
  const counts = tables.map((table) => `(SELECT count(*) FROM ${quotePath(table)})`);
  const results = await session.send(...CHECK_CONSTRAINTS, `SELECT ${counts.join(' + ')} AS count`);
  return Number(results.at(-1)![0]!.count);
}

/** Whether there are rows, including those that a policy hides from this role. */
const isFilled = (path: string): string =>
  `EXISTS (SELECT FROM ${path}) OR row_security_active(${quoteLiteral(path)}) AND pg_relation_size(${quoteLiteral(path)}) > 0`;

async function holdsRows(session: SqlSession, tables: readonly NamedObject[]): Promise<string[]> {
  const checks = tables.map((table, index) => `${isFilled(quotePath(table))} AS "${index}"`);
  const [rows] = await session.send(`SELECT ${checks.join(', ')}`);
  return tables.filter((_, index) => rows![0]![index]).map(pathOf);
}

/** Of the seeder's tables, those that are missing, hidden or something else. */
export function unusableTables(
  { model }: LifecycleTarget,
  { findings }: PresenceSnapshot,
  tables: readonly NamedObject[],
): string[] {
  const unusable = findings.filter(({ state }) => state !== 'present');
  const paths = new Set(unusable.map(({ index }) => pathOf(model.relations[index]!)));
  return tables.map(pathOf).filter((path) => paths.has(path));
}

const notRun = (key: string, outcome: 'skipped' | 'done-before', why: string): SeedingReport => ({
  key,
  outcome,
  rows: 0,
  why,
});

/** @throws UnawaitedCallError, OpenTransactionError, EndedTransactionError, and what the seeder throws */
export const callSeeder = (session: SqlSession, seeder: RegisteredSeeder, wishes?: ContextWishes): Promise<void> => {
  const { runner } = session;
  const calls = new SeederCalls(session, seeder.options.key);
  const run = async (): Promise<void> => seeder.runner.run(seederContext(session, seeder, calls, wishes));
  return leavingNoneOpen(runner, () => stayingInOurs(runner, () => calls.during(run)));
};

/**
 * Runs one seeder in the session's open transaction, under the lock that it holds, if it is due by what stands there now.
 * Commits nothing: rows and notes belong into one transaction, which is the caller's.
 * @throws SeederError; the caller rolls back
 */
export async function performSeeder(
  session: SqlSession,
  target: LifecycleTarget,
  { seeder, presence, emptied, remedy, begin, ...wishes }: SeederWork,
): Promise<SeederOutcome> {
  const { key, mode = 'once' } = seeder.options;
  const tables = tablesOf(target, seeder);
  const absent = unusableTables(target, presence, tables);
  if (absent.length > 0)
    return { report: notRun(key, 'skipped', `${absent.join(', ')} can not be used: npm run db:status`), notes: [] };
  const { due, why } = standingOf(target, seeder, presence.journal);
  if (!due) return { report: notRun(key, 'done-before', why), notes: [] };
  // Rows in tables that were emptied come from seeders of the same run.
  const filled = mode === 'once' && !emptied ? await holdsRows(session, tables) : [];
  if (filled.length > 0) {
    const report = notRun(key, 'skipped', `${filled.join(', ')} already holds rows`);
    return { report, notes: [{ event: 'seed-skip', name: key }] };
  }
  await begin?.();
  const started = performance.now();
  try {
    const call = (): Promise<void> => callSeeder(session, seeder, wishes);
    await keepingSettings(session, () => endingSelfWaits(session, target.settings.lockTimeoutMs, call));
    const rows = await countRows(session, tables);
    const durationMs = performance.now() - started;
    return {
      report: { key, outcome: 'seeded', rows, why: '' },
      notes: seedNotes(presence.journalState, seeder, {
        rows,
        durationMs,
        emptied: emptied ? tables.map(pathOf) : undefined,
      }),
    };
  } catch (error) {
    throw new SeederError(key, session.whyOf(error), remedy);
  }
}
