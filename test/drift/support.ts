import { DataSource } from 'typeorm';
import type { CatalogSnapshot, SnapshotOptions } from '../../src/database-lifecycle';
import { snapshotCatalog } from '../../src/database-lifecycle/drift/catalog.inspector';
import { SqlSession } from '../../src/database-lifecycle/sql/sql.session';

/** One connection to a test database, for snapshots. */
export interface Observer {
  readonly session: SqlSession;
  snapshot(options?: SnapshotOptions): Promise<CatalogSnapshot>;
  run(...statements: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

export async function observe(url: string): Promise<Observer> {
  const dataSource = await new DataSource({ type: 'postgres', url, installExtensions: false }).initialize();
  const runner = dataSource.createQueryRunner();
  const session = new SqlSession(runner);
  return {
    session,
    snapshot: (options) => snapshotCatalog(session, options),
    // One by one: a statement may need to stand in a transaction of its own.
    run: async (...statements) => {
      for (const statement of statements) await session.send(statement);
    },
    close: async () => {
      await runner.release();
      await dataSource.destroy();
    },
  };
}
