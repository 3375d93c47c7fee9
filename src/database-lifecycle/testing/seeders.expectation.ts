import type { INestApplicationContext } from '@nestjs/common';
import { lockAndRead } from '../apply/lifecycle.lock';
import { refuseForeignDatabase } from '../apply/stamp.guard';
import { DatabaseLifecycleService } from '../database-lifecycle.service';
import { LifecycleConfigurationError } from '../errors/lifecycle-configuration.error';
import { LifecycleRefusedError } from '../errors/refused.error';
import { SeedingPendingError } from '../errors/seeding-pending.error';
import { inspectPresence } from '../inspect/presence.inspector';
import type { ManagedRelation } from '../interfaces/managed-relation.interface';
import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import { tablesOf } from '../seeding/due-seeders';
import { mayRunIn, type RegisteredSeeder } from '../seeding/seeder.registry';
import { pathOf, quotePath } from '../sql/identifier';
import { withSession, type SqlSession } from '../sql/sql.session';
import { runOnce, runTwice } from './seeder.prover';
import { inspectShapes, type TableShape } from './table.shape';

const HOLDS_ROWS: ReadonlySet<ManagedRelation['kind']> = new Set(['table', 'junction', 'closure']);

const runsAgain = ({ options: { mode } }: RegisteredSeeder): boolean => mode === 'always' || mode === 'onChange';

async function lockedTables(session: SqlSession, target: LifecycleTarget): Promise<TableShape[]> {
  const { model, journal, settings, lockKey } = target;
  await lockAndRead(session, lockKey, settings, [], {});
  const { findings, journalState } = await inspectPresence(session, model.relations, journal);
  refuseForeignDatabase(target, journalState);
  const unusable = new Set(findings.filter(({ state }) => state !== 'present').map(({ index }) => index));
  const absent = model.relations.filter(({ kind }, index) => HOLDS_ROWS.has(kind) && unusable.has(index));
  if (absent.length > 0) throw SeedingPendingError.tables(absent.map(pathOf), settings.environment);
  return inspectShapes(
    session,
    model.relations.filter(({ kind }) => HOLDS_ROWS.has(kind)),
  );
}

async function areEmpty(session: SqlSession, tables: readonly NamedObject[]): Promise<boolean> {
  const holding = tables.map((table) => `EXISTS (SELECT FROM ${quotePath(table)})`);
  const [rows] = await session.send(`SELECT ${holding.join(' OR ')} AS filled`);
  return !rows![0]!.filled;
}

/**
 * Proves that each seeder of mode `always` or `onChange` may run again: that a second run, a day later, changes no row of
 * any table of the app. Those of mode `once` run before where their tables are empty, as others may build on them. All
 * of it is one transaction under the lifecycle lock that is rolled back, so the database stays as it is but for the next
 * values of its sequences. A trigger of yours that sets timestamps is beyond the second day.
 *
 * @param app the app or testing module, initialized or not; or its `DatabaseLifecycleService`
 * @returns the keys of the seeders that were proven
 * @throws SeederIdempotenceError that names the seeder, the tables and the rows that differ; SeederError of a first run;
 *   SeedingPendingError where a table is missing; LifecycleConfigurationError where no seeder has such a mode;
 *   LifecycleRefusedError and EnvironmentStampError outside development and test
 *
 * @example
 * ```ts
 * it('seeders that run again change nothing', () => expectSeedersIdempotent(app));
 * ```
 */
export async function expectSeedersIdempotent(
  app: INestApplicationContext | DatabaseLifecycleService,
): Promise<string[]> {
  const lifecycle =
    app instanceof DatabaseLifecycleService ? app : app.get(DatabaseLifecycleService, { strict: false });
  const { target } = lifecycle;
  const { environment } = target.settings;
  if (environment.policy !== 'auto-create') throw LifecycleRefusedError.sampleData(environment.name);
  const seeders = lifecycle.seeders.filter((seeder) => mayRunIn(seeder, environment.name));
  const proven = seeders.filter(runsAgain).map(({ options: { key } }) => key);
  if (proven.length === 0) {
    throw LifecycleConfigurationError.seeders(
      `No seeder of this app runs again in environment "${environment.name}", so there is nothing to prove.`,
      'Give one the mode "always" or "onChange", or leave this expectation out.',
    );
  }
  return withSession(target.dataSource, async (session) => {
    await session.runner.startTransaction();
    const tables = await lockedTables(session, target);
    for (const seeder of seeders) {
      if (runsAgain(seeder)) await runTwice(session, seeder, tables);
      else if (await areEmpty(session, tablesOf(target, seeder))) await runOnce(session, seeder);
    }
    await session.rollBack();
    return proven;
  });
}
