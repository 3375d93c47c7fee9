import { Migration, MigrationExecutor, type DataSource, type MigrationInterface } from 'typeorm';
import { MigrationError } from '../../errors/migration.error';
import { RehearsalError } from '../../errors/rehearsal.error';
import type { RehearsalFailure } from '../../interfaces/rehearsal.interface';
import type { LifecycleTarget } from '../../lifecycle.target';
import { onShadow } from '../../migrations/expected.catalogs';
import { MigrationPerformer } from '../../migrations/migration.performer';
import { stayingInOurs } from '../../sql/own.transaction';
import { withSession, type SqlSession } from '../../sql/sql.session';
import type { Performed } from '../judge/rehearsal.judge';
import type { RehearsalPlan } from '../rehearsal.plan';
import { lockStateReader } from './lock-state.reader';
import { StatementObserver } from './statement.observer';

/** The migration as it is, with its up() watched, and without what TypeORM records of it. */
function watched(migration: Migration, observer: StatementObserver): Migration {
  const instance = migration.instance as MigrationInterface;
  return new Migration(migration.id, migration.timestamp, migration.name, {
    transaction: instance.transaction,
    up: (runner) => stayingInOurs(runner, () => observer.watch(migration.name, () => instance.up(runner))),
    down: (runner) => instance.down(runner),
  });
}

function failureOf({ failure, cause }: MigrationError): RehearsalFailure {
  const { detail, hint } = cause.driverError ?? {};
  return {
    migration: failure.name,
    sql: cause.query?.trim() ?? null,
    message: [cause.message, detail, hint].filter(Boolean).join(' '),
  };
}

/** Runs migrations of these names as migration:run does, in the same transactions. */
function performer(target: LifecycleTarget, session: SqlSession) {
  const executor = new MigrationExecutor(target.dataSource, session.runner);
  return (names: readonly string[], as: (migration: Migration) => Migration = (migration) => migration) =>
    new MigrationPerformer(
      session,
      target,
      {
        direction: 'up',
        remaining: async () => (await executor.getPendingMigrations()).filter(({ name }) => names.includes(name)),
        perform: async (migration) => {
          await executor.executeMigration(as(migration));
          return undefined;
        },
      },
      {},
    ).perform();
}

/**
 * Brings an empty shadow database to where the connected one stands, then runs what is to be rehearsed under the eyes
 * of an observer, up to the first failure.
 * @throws RehearsalError when it can not be brought there
 */
export const performInShadow = (target: LifecycleTarget, shadow: DataSource, plan: RehearsalPlan): Promise<Performed> =>
  withSession(shadow, async (session) => {
    const perform = performer(onShadow(target, shadow), session);
    // Each was a deploy of its own, for all we know.
    for (const name of plan.executed) {
      await perform([name]).catch((error: unknown) => {
        throw error instanceof MigrationError ? new RehearsalError(failureOf(error), error) : error;
      });
    }
    const observer = new StatementObserver(session, lockStateReader(target));
    let failure: RehearsalFailure | null = null;
    try {
      for (const together of plan.deploys) {
        await observer.begin();
        await perform(together, (migration) => watched(migration, observer));
      }
    } catch (error) {
      if (!(error instanceof MigrationError)) throw error;
      failure = failureOf(error);
    }
    const { statements, migrations, countsScans } = observer;
    return { statements, migrations, failure, countsScans };
  });
