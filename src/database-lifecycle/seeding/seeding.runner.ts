import { recordFailure } from '../apply/failure.recorder';
import { beginUnderLock } from '../apply/lifecycle.transaction';
import { refuseForeignDatabase } from '../apply/stamp.guard';
import { LifecycleRefusedError } from '../errors/refused.error';
import { inspectPresence } from '../inspect/presence.inspector';
import type { JournalNote, JournalState } from '../interfaces/journal.interface';
import type { SeedingReport } from '../interfaces/lifecycle-report.interface';
import type { LockObserver } from '../interfaces/lock-holder.interface';
import type { PresenceSnapshot } from '../interfaces/schema-snapshot.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import { operate, type Operation, type Outcome } from '../operations/operation';
import { afterFirstEntry, journalStatements } from '../plan/journal.statements';
import { withSession, type SqlSession } from '../sql/sql.session';
import { dueSeeders } from './due-seeders';
import type { ContextWishes } from './seeder.context';
import { performSeeder, type SeederWork } from './seeder.performer';
import { isReference, type RegisteredSeeder } from './seeder.registry';
import type { SeedingObserver, SeedingRequest } from './seeding.observer';

async function record(
  session: SqlSession,
  { journal, author }: LifecycleTarget,
  state: JournalState,
  notes: readonly JournalNote[],
): Promise<void> {
  if (notes.length > 0) await session.send(...journalStatements(journal, author, state, notes).map(({ sql }) => sql));
}

/**
 * As {@link beginUnderLock}.
 * @throws EnvironmentStampError on a database of another environment
 */
export async function beginSeeding(
  session: SqlSession,
  target: LifecycleTarget,
  observer: LockObserver,
): Promise<PresenceSnapshot> {
  const presence = await beginUnderLock(session, target, observer);
  refuseForeignDatabase(target, presence.journalState);
  return presence;
}

const wishesFor = (key: string, observer: SeedingObserver, { rows }: SeedingRequest): ContextWishes => ({
  rows: rows?.get(key),
  onRows: (written, expected) => observer.onRows?.(written, expected),
  onRowsAsked: () => observer.onRowsAsked?.(),
});

/** For hooks and telemetry. */
export const seedingOutcome = (seeded: readonly SeedingReport[], fresh: boolean): Outcome<'seed'> => ({
  after: { seeded, fresh },
  measures: {
    rows: new Map(seeded.filter(({ outcome }) => outcome === 'seeded').map(({ key, rows }) => [key, rows])),
  },
});

/** Runs one seeder in a transaction of its own under the lifecycle lock; its rows and its record are committed together. */
async function runSeeder(
  operation: Operation<'seed'>,
  target: LifecycleTarget,
  session: SqlSession,
  seeder: RegisteredSeeder,
  observer: SeedingObserver,
  request: SeedingRequest,
): Promise<SeedingReport> {
  const { key } = seeder.options;
  const presence = await beginSeeding(session, target, operation.locking(observer));
  const started = performance.now();
  try {
    const begin = () => operation.before({ seeders: [key], fresh: false });
    const work = { seeder, presence, begin, ...wishesFor(key, observer, request) };
    const { report, notes } = await performSeeder(session, target, work);
    await record(session, target, presence.journalState, notes);
    await session.runner.commitTransaction();
    return report;
  } catch (error) {
    await recordFailure(session, target, { event: 'seed', name: key, durationMs: performance.now() - started }, error);
    throw error;
  }
}

/** Runs the seeders one after the other in the session's open transaction, and tells of each; commits nothing. */
export async function performAll(
  session: SqlSession,
  target: LifecycleTarget,
  seeders: readonly RegisteredSeeder[],
  work: Omit<SeederWork, 'seeder' | 'rows'>,
  observer: SeedingObserver,
  request: SeedingRequest,
): Promise<SeedingReport[]> {
  let { journalState } = work.presence;
  const reports: SeedingReport[] = [];
  for (const [index, seeder] of seeders.entries()) {
    const { key } = seeder.options;
    observer.onStart?.(key, index + 1);
    const wishes = wishesFor(key, observer, request);
    const { report, notes } = await performSeeder(session, target, { ...work, seeder, ...wishes });
    await record(session, target, journalState, notes);
    if (notes.length > 0) journalState = afterFirstEntry(journalState, target.author);
    observer.onSeeder?.(report);
    reports.push(report);
  }
  return reports;
}

/** @throws LifecycleRefusedError for sample data outside development and test */
function refuseSampleData({ settings }: LifecycleTarget, seeders: readonly RegisteredSeeder[]): void {
  const { name, policy } = settings.environment;
  if (policy !== 'auto-create' && !seeders.every(isReference)) throw LifecycleRefusedError.sampleData(name);
}

/**
 * Runs the given seeders in order, as far as they are due, each in a transaction of its own.
 * @throws LifecycleRefusedError for sample data outside development and test, EnvironmentStampError on another
 *   environment's database, SeederError that names the seeder; those before it stay done
 */
export async function runSeeders(
  target: LifecycleTarget,
  seeders: readonly RegisteredSeeder[],
  observer: SeedingObserver = {},
  request: SeedingRequest = {},
): Promise<SeedingReport[]> {
  refuseSampleData(target, seeders);
  return withSession(target.dataSource, async (session) => {
    const reports: SeedingReport[] = [];
    for (const [index, seeder] of seeders.entries()) {
      observer.onStart?.(seeder.options.key, index + 1);
      const report = await operate(
        target,
        'seed',
        (operation) => runSeeder(operation, target, session, seeder, observer, request),
        (one) => seedingOutcome([one], false),
      );
      observer.onSeeder?.(report);
      reports.push(report);
    }
    return reports;
  });
}

/**
 * Runs the seeders that may run here and are due in the session's open transaction, which holds the lifecycle lock: with
 * their records they belong to what else is done in it. Commits nothing.
 * @param remedy what to do once a seeder that failed is corrected
 * @throws SeederError; the caller rolls back, and nothing of any of them is kept, unless one has ended the transaction
 */
export async function seedInTransaction(
  session: SqlSession,
  target: LifecycleTarget,
  seeders: readonly RegisteredSeeder[],
  remedy: string,
  observer: SeedingObserver = {},
): Promise<SeedingReport[]> {
  const presence = await inspectPresence(session, target.model.relations, target.journal);
  const due = dueSeeders(target, seeders, presence.journal);
  return performAll(session, target, due, { presence, remedy }, observer, {});
}
