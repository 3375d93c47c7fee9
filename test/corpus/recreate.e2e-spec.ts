import { createMissingTables } from '../../src/database-lifecycle';
import { lifecycleTarget } from '../../src/database-lifecycle/lifecycle.target';
import { resetFor } from '../../src/database-lifecycle/reset/reset.executor';
import { withReadOnlySession } from '../../src/database-lifecycle/sql/sql.session';
import { purgeAct } from '../../src/database-lifecycle/trash/purge.act';
import { purgeFor } from '../../src/database-lifecycle/trash/purge.executor';
import { restoreFor } from '../../src/database-lifecycle/trash/restore.executor';
import { surveyTrash } from '../../src/database-lifecycle/trash/trash.reporter';
import { catalogOf } from '../support/catalog';
import { useEmptiedDatabase } from '../support/emptied-database';
import { CATALOG, dataSourceOf, prepare } from './reference';
import { thirdOfCorpus } from './third';

describe('a reset creates the same anew, and what it sets aside comes back, or goes without a trace', () => {
  const database = useEmptiedDatabase();
  const catalog = async () =>
    (await catalogOf(database.client, CATALOG)).filter((line) => !/\btrash_\d{8}_\d{6}/.test(line));
  const oids = async () =>
    (
      await database.client
        .query(`SELECT c.oid::regclass, c.oid::int, c.relfilenode::int FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname !~ '^(pg_|information_schema|trash_)' ORDER BY 1`)
    ).rows as unknown[];

  it.each(thirdOfCorpus.map((set) => [set.name, set] as const))('%s', async (_, set) => {
    await prepare(set, database.client, { schemas: false });
    const dataSource = await dataSourceOf(set, database.url).initialize();
    try {
      const { created } = await createMissingTables(dataSource);
      const complete = await catalog();
      const target = lifecycleTarget(dataSource);
      const metadata = new Set(
        target.model.relations.filter(({ kind }) => kind === 'metadata').map(({ schema, name }) => `${schema}.${name}`),
      );
      const expected = created.filter((path) => !metadata.has(path)).toSorted();

      const dropped = await resetFor(target, database.name, { undo: false });
      expect(dropped.dropped.toSorted()).toEqual(expected);
      expect(dropped.created.toSorted()).toEqual(expected);
      expect(await catalog()).toEqual(complete);

      const before = await oids();
      const { setAside, created: again } = await resetFor(target, database.name);
      expect(setAside.toSorted()).toEqual(expected);
      expect(again.toSorted()).toEqual(expected);
      expect(await catalog()).toEqual(complete);

      const { relations, trash } = await restoreFor(target, database.name);
      expect(relations.toSorted()).toEqual(expected);
      expect(await catalog()).toEqual(complete);
      expect(await oids()).toEqual(before);

      const { report } = await withReadOnlySession(target, (session) => surveyTrash(session, target));
      expect(report.trashes).toMatchObject([{ name: trash, lost: [], strangers: [], locked: [] }]);
      const consent = { database: database.name };
      const purged = await purgeFor(target, { name: trash!, act: purgeAct(), consent });
      expect(purged.dropped.toSorted()).toEqual(expected);
      expect(await catalogOf(database.client, CATALOG)).toEqual(complete);
      expect(await oids()).toEqual(before);
    } finally {
      await dataSource.destroy();
    }
  });
});
