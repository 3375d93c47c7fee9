import type { DataSource, DataSourceOptions } from 'typeorm';
import { createMissingTables } from '../../../src/database-lifecycle';
import type { SeedingHelpers } from '../../../src/database-lifecycle/interfaces/seeding-helpers.interface';
import { deterministicFaker } from '../../../src/database-lifecycle/seeding/deterministic.faker';
import { seedingHelpers } from '../../../src/database-lifecycle/seeding/seeding.helpers';
import { SqlSession } from '../../../src/database-lifecycle/sql/sql.session';
import { useEmptiedDatabase } from '../../support/emptied-database';
import { connectTo } from '../../support/lifecycle-data-source';
import { ENTITIES } from './entities';

/** The helpers on a session with a transaction open, as a seeder gets them; rolled back after each test. */
export interface SeedingSession extends SeedingHelpers {
  readonly url: string;
  readonly session: SqlSession;
  /** What onRows() was called with. */
  readonly progress: (readonly [written: number, remaining: number | null])[];
  /** What was sent, each text once for each time. */
  readonly sent: string[];
  rows(sql: string): Promise<Record<string, unknown>[]>;
}

/** Registers the hooks of a block. */
export function useSeedingSession(entities: DataSourceOptions['entities'] = ENTITIES): SeedingSession {
  const progress: [number, number | null][] = [];
  const sent: string[] = [];
  let dataSource: DataSource;
  let session: SqlSession;
  let helpers: SeedingHelpers;
  // Before the database is emptied, which would wait for the transaction.
  afterEach(async () => {
    if (session.runner.isTransactionActive) await session.runner.rollbackTransaction();
    await session.runner.release();
    await dataSource.destroy();
  });
  const database = useEmptiedDatabase();
  beforeEach(async () => {
    dataSource = await connectTo(database.url, entities);
    await createMissingTables(dataSource);
    session = new SqlSession(dataSource.createQueryRunner());
    await session.runner.startTransaction();
    const faker = deterministicFaker('rows');
    helpers = seedingHelpers(session, { faker: () => faker, onRows: (...args) => progress.push(args) });
    progress.length = 0;
    sent.length = 0;
    dataSource.logger.logQuery = (sql) => void sent.push(sql);
  });
  return {
    get url() {
      return database.url;
    },
    get session() {
      return session;
    },
    progress,
    sent,
    copy: (...args) => helpers.copy(...args),
    upsert: (...args) => helpers.upsert(...args),
    factory: (entity) => helpers.factory(entity),
    rows: (sql) => session.runner.query(sql) as Promise<Record<string, unknown>[]>,
  };
}
