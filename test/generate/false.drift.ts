import { withSession, type SqlSession } from '../../src/database-lifecycle/sql/sql.session';
import { createEmptyDatabase } from '../support/test-database';
import { dataSourceOf } from './lab';
import type { Model } from './model';

/** What TypeORM's own schema builder would still do, looked at from inside the session's transaction. */
export async function driftOn({ runner }: SqlSession): Promise<string[]> {
  const { dataSource } = runner;
  const lent = { createQueryRunner: () => runner, release: () => Promise.resolve() };
  const [own, back] = [dataSource.createQueryRunner.bind(dataSource), runner.release.bind(runner)];
  dataSource.createQueryRunner = lent.createQueryRunner;
  runner.release = lent.release;
  try {
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    return upQueries.map(({ query }) => query);
  } finally {
    dataSource.createQueryRunner = own;
    runner.release = back;
    runner.clearSqlMemory();
  }
}

/** What it would do right after its own synchronize(), as it compares metadata with what PostgreSQL made of it. */
export async function falseDriftOf(model: Model): Promise<string[]> {
  const database = await createEmptyDatabase();
  const dataSource = await dataSourceOf(model, database.url);
  try {
    const schemas = new Set(dataSource.entityMetadatas.flatMap(({ schema }) => schema ?? []));
    for (const schema of schemas) await dataSource.query(`CREATE SCHEMA IF NOT EXISTS "${schema}"`);
    await dataSource.synchronize();
    return await withSession(dataSource, driftOn);
  } finally {
    await dataSource.destroy();
    await database.drop();
  }
}
