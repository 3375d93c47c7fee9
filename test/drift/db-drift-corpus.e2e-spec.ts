import { createMissingTables } from '../../src/database-lifecycle';
import { driftIn } from '../../src/database-lifecycle/drift/drift.inspector';
import { lifecycleTarget } from '../../src/database-lifecycle/lifecycle.target';
import { withShadows } from '../../src/database-lifecycle/shadow/shadow.database';
import { withSession } from '../../src/database-lifecycle/sql/sql.session';
import { dataSourceOf, prepare } from '../corpus/reference';
import { thirdOfCorpus } from '../corpus/third';
import type { EntitySet } from '../corpus/entity-set';
import { useEmptiedDatabase } from '../support/emptied-database';

/** What db:drift finds; the shadow has what the set's tables need and others bring. */
const driftOf = async ({ prepare: statements = [], ...set }: EntitySet, url: string) => {
  const dataSource = await dataSourceOf(set, url).initialize();
  try {
    const target = lifecycleTarget(dataSource, { environment: 'test' });
    return await withShadows(target, (lend) =>
      driftIn(target, (work) =>
        lend(async (shadow) => {
          if (statements.length > 0) await withSession(shadow, (session) => session.send(...statements));
          return work(shadow);
        }),
      ),
    );
  } finally {
    await dataSource.destroy();
  }
};

describe('db:drift finds nothing right after the tables were auto-created', () => {
  const database = useEmptiedDatabase();

  it.each(thirdOfCorpus.map((set) => [set.name, set] as const))('%s', async (_name, set) => {
    await prepare(set, database.client, { schemas: false });
    const dataSource = await dataSourceOf(set, database.url).initialize();
    try {
      await createMissingTables(dataSource, { environment: 'test' });
    } finally {
      await dataSource.destroy();
    }
    const { agree, changed, fromEntities } = await driftOf(set, database.url);
    expect(fromEntities.differences).toEqual([]);
    expect(changed.differences).toEqual([]);
    expect(agree).toBe(true);
    expect(fromEntities.relations.length).toBeGreaterThan(0);
  });
});
