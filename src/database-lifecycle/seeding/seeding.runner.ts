import { recordFailure } from '../apply/failure.recorder';
import { lockAndRead } from '../apply/lifecycle.lock';
import { refuseForeignDatabase } from '../apply/stamp.guard';
import type { LockHolder } from '../errors/lifecycle-lock.error';
import { LifecycleRefusedError } from '../errors/refused.error';
import { SeederError } from '../errors/seeder.error';
import { toPresence, type RawPresence } from '../inspect/presence.inspector';
import { presenceQuery } from '../inspect/presence.query';
import type { JournalNote } from '../interfaces/journal.interface';
import type { SeedingReport } from '../interfaces/lifecycle-report.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import { journalStatements } from '../plan/journal.statements';
import { pathOf, quotePath } from '../sql/identifier';
import type { NamedObject, PresenceSnapshot } from '../interfaces/schema-snapshot.interface';
import { withSession, type SqlSession } from '../sql/sql.session';
import { isDone, tablesOf } from './due-seeders';
import { seederContext } from './seeder.context';
import type { RegisteredSeeder } from './seeder.registry';

export interface SeedingObserver {
  /** Before a seeder runs; positions count from 1. */
  onStart?(key: string, position: number): void;
  onWait?(holders: readonly LockHolder[]): void;
  onSeeder?(report: SeedingReport): unknown;
}

async function countRows(session: SqlSession, tables: readonly NamedObject[]): Promise<number> {
  const counts = tables.map((table) => `(SELECT count(*) FROM ${quotePath(table)})`);
  const [rows] = await session.send(`SELECT ${counts.join(' + ')} AS count`);
  return Number(rows![0]!.count);
}

async function holdsRows(session: SqlSession, tables: readonly NamedObject[]): Promise<string[]> {
  const checks = tables.map((table, index) => `EXISTS (SELECT FROM ${quotePath(table)}) AS "${index}"`);
  const [rows] = await session.send(`SELECT ${checks.join(', ')}`);
  return tables.filter((_, index) => rows![0]![index]).map(pathOf);
}

async function record(
  { journal, author }: LifecycleTarget,
  session: SqlSession,
  { journalState }: PresenceSnapshot,
  note: JournalNote,
): Promise<void> {
  await session.send(...journalStatements(journal, author, journalState, [note]).map(({ sql }) => sql));
  await session.runner.commitTransaction();
}

/** Runs one seeder in a transaction of its own under the lifecycle lock; its rows and its record are committed together. */
async function runSeeder(
  target: LifecycleTarget,
  session: SqlSession,
  seeder: RegisteredSeeder,
  observer: SeedingObserver,
): Promise<SeedingReport> {
  const { model, journal, lockKey, settings } = target;
  const { key } = seeder.options;
  const { runner } = session;
  const tables = tablesOf(target, seeder);
  await runner.startTransaction();
  const [rows] = await lockAndRead(session, lockKey, settings, [presenceQuery(model.relations, journal)], (holders) =>
    observer.onWait?.(holders),
  );
  const presence = toPresence(rows![0]!.presence as RawPresence, model.relations);
  refuseForeignDatabase(target, presence.journalState);
  const unusable = presence.findings.filter(({ state }) => state !== 'present');
  const missing = new Set(unusable.map(({ index }) => pathOf(model.relations[index]!)));
  const absent = tables.map(pathOf).filter((path) => missing.has(path));
  if (isDone(target, seeder, presence.journal) || absent.length > 0) {
    await runner.rollbackTransaction();
    const why = absent.length > 0 ? `${absent.join(', ')} can not be used: npm run db:status` : 'it has run before';
    return { key, outcome: absent.length > 0 ? 'skipped' : 'done-before', rows: 0, why };
  }
  const filled = await holdsRows(session, tables);
  if (filled.length > 0) {
    await record(target, session, presence, { event: 'seed-skip', name: key });
    return { key, outcome: 'skipped', rows: 0, why: `${filled.join(', ')} already holds rows` };
  }
  const started = performance.now();
  try {
    await seeder.runner.run(seederContext(session, seeder));
  } catch (error) {
    const failure = new SeederError(key, error);
    await recordFailure(
      session,
      target,
      { event: 'seed', name: key, durationMs: performance.now() - started },
      failure,
    );
    throw failure;
  }
  const count = await countRows(session, tables);
  const durationMs = performance.now() - started;
  await record(target, session, presence, { event: 'seed', name: key, details: { rows: count }, durationMs });
  return { key, outcome: 'seeded', rows: count, why: '' };
}

/**
 * Runs the given seeders in order.
 * @throws LifecycleRefusedError outside development and test, EnvironmentStampError on another environment's database,
 *   SeederError that names the seeder
 */
export async function runSeeders(
  target: LifecycleTarget,
  seeders: readonly RegisteredSeeder[],
  observer: SeedingObserver = {},
): Promise<SeedingReport[]> {
  const { environment } = target.settings;
  if (environment.policy !== 'auto-create') throw LifecycleRefusedError.sampleData(environment.name);
  return withSession(target.dataSource, async (session) => {
    const reports: SeedingReport[] = [];
    for (const [index, seeder] of seeders.entries()) {
      observer.onStart?.(seeder.options.key, index + 1);
      const report = await runSeeder(target, session, seeder, observer);
      observer.onSeeder?.(report);
      reports.push(report);
    }
    return reports;
  });
}
