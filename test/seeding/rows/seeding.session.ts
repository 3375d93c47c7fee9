import type { DataSource } from 'typeorm';
import { createMissingTables } from '../../../src/database-lifecycle';
import type { SeedingHelpers } from '../../../src/database-lifecycle/interfaces/seeding-helpers.interface';
import { rowHelpers } from '../../../src/database-lifecycle/seeding/rows/row.helpers';
import { SqlSession } from '../../../src/database-lifecycle/sql/sql.session';
import { useEmptiedDatabase } from '../../support/emptied-database';
import { connectTo } from '../../support/lifecycle-data-source';
import { ENTITIES } from './entities';

/** The helpers on a session with a transaction open, as a seeder gets them; rolled back after each test. */
export interface SeedingSession extends Pick<SeedingHelpers, 'upsert' | 'copy'> {
  readonly url: string;
  readonly session: SqlSession;
  /** What onRows() was called with. */
  readonly progress: (readonly [written: number, remaining: number | null])[];
  /** What was sent, each text once for each time. */
  readonly sent: string[];
  rows(sql: string): Promise<Record<string, unknown>[]>;
}

/** Registers the hooks of a block. */
export function useSeedingSession(): SeedingSession {
  const progress: [number, number | null][] = [];
  const sent: string[] = [];
  let dataSource: DataSource;
  let session: SqlSession;
  let helpers: Pick<SeedingHelpers, 'upsert' | 'copy'>;
  // Before the database is emptied, which would wait for the transaction.
  afterEach(async () => {
    if (session.runner.isTransactionActive) await session.runner.rollbackTransaction();
    await session.runner.release();
    await dataSource.destroy();
  });
  const database = useEmptiedDatabase();
  beforeEach(async () => {
    dataSource = await connectTo(database.url, ENTITIES);
    await createMissingTables(dataSource);
    session = new SqlSession(dataSource.createQueryRunner());
    await session.runner.startTransaction();
    helpers = rowHelpers(session, { onRows: (...args) => progress.push(args) });
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
    rows: (sql) => session.runner.query(sql) as Promise<Record<string, unknown>[]>,
  };
}
