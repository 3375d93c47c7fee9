import { createMissingTables } from '../../src/database-lifecycle';
import { inspectDrift } from '../../src/database-lifecycle/drift/drift.inspector';
import { lifecycleTarget } from '../../src/database-lifecycle/lifecycle.target';
import { meetAndRun } from '../../src/database-lifecycle/migrations/meet/meeting.runner';
import { dataSourceOf, JOURNAL } from '../corpus/reference';
import { thirdOfCorpus } from '../corpus/third';
import { useEmptiedDatabase } from '../support/emptied-database';
import { migration, nameOfMigration } from './support/migration.factory';

/** The journal and TypeORM's own record, which a run of migrations makes by itself. */
const isRecord = (sql: string): boolean =>
  sql.includes(JOURNAL) || /^CREATE TABLE "(\w+"\.")?(typeorm_metadata|orm_facts)"/.test(sql);

/** A shadow has nothing of what others bring. */
const sets = thirdOfCorpus.filter(({ prepare = [] }) => prepare.length === 0);

describe('the migration that makes what was auto-created is recorded, and nothing differs then', () => {
  const database = useEmptiedDatabase();

  it.each(sets.map((set) => [set.name, set] as const))('%s', async (_name, set) => {
    const plain = await dataSourceOf(set, database.url).initialize();
    const { statements } = await createMissingTables(plain, { environment: 'test' }).finally(() => plain.destroy());
    // TypeORM's own record stands in the default schema, which so is there before the first migration.
    const up = statements
      .filter((sql) => !isRecord(sql))
      .map((sql) => sql.replace(/^CREATE SCHEMA (?!IF)/, 'CREATE SCHEMA IF NOT EXISTS '));
    const migrations = [migration(1, up)];
    const dataSource = await dataSourceOf(
      { ...set, options: { ...set.options, migrations } },
      database.url,
    ).initialize();
    try {
      const target = lifecycleTarget(dataSource, { environment: 'test' });
      const { stamped, executed } = await meetAndRun(target);
      expect(stamped).toEqual([{ name: nameOfMigration(1), unseen: [] }]);
      expect(executed).toEqual([]);
      const { agree, fromEntities } = await inspectDrift(target);
      expect(agree).toBe(true);
      expect(fromEntities.relations).toEqual([]);
    } finally {
      await dataSource.destroy();
    }
  });
});
