import { lifecycleTarget } from '../../src/database-lifecycle/lifecycle.target';
import { resetFor } from '../../src/database-lifecycle/reset/reset.executor';
import type { SqlSession } from '../../src/database-lifecycle/sql/sql.session';
import { restoring } from './support/acts';
import { KeptDatabase } from './support/kept.database';

describe('what works in the transaction of a reset, as seeders do', () => {
  let kept: KeptDatabase;
  beforeEach(async () => {
    kept = await KeptDatabase.make();
  });
  afterEach(() => kept.drop());

  const reset = (afterCreation: (session: SqlSession) => Promise<unknown>) =>
    resetFor(lifecycleTarget(kept.dataSource), kept.database.name, { includeDependents: true }, { afterCreation });
  const owners = async (): Promise<unknown[]> => (await kept.client.query('SELECT name FROM owners ORDER BY id')).rows;

  it('finds the new tables, and is committed with them', async () => {
    const { trash } = await reset((session) => session.send(`INSERT INTO owners (name) VALUES ('seeded')`));
    expect(await owners()).toEqual([{ name: 'seeded' }]);
    await restoring(kept.dataSource, trash!);
    await kept.expectFilled('After the restore');
  });

  it.each([
    ['throws', () => Promise.reject(new Error('no more names'))],
    ['is refused by PostgreSQL', (session: SqlSession) => session.send('INSERT INTO owners (name) VALUES (NULL)')],
    [
      'throws behind rows that it has written',
      async (session: SqlSession) => {
        await session.send(`INSERT INTO owners (name) VALUES ('half')`);
        throw new Error('no more names');
      },
    ],
    ['loses its connection', (session: SqlSession) => session.send('SELECT pg_terminate_backend(pg_backend_pid())')],
  ])('%s: all is as it was, there is no trash, and the next reset works', async (_, afterCreation) => {
    await expect(reset(afterCreation)).rejects.toThrow(Error);
    await kept.othersEnded();
    await kept.expectFilled('After the failed reset');
    expect(await kept.trashes()).toEqual([]);
    expect(await kept.advisoryLocks()).toBe(0);
    const { trash } = await reset(() => Promise.resolve());
    await restoring(kept.dataSource, trash!);
    await kept.expectFilled('After the next reset and restore');
  });
});
