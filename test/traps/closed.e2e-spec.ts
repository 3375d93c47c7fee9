import { setTimeout as sleep } from 'node:timers/promises';
import { createMissingTables } from '../../src/database-lifecycle';
import { lifecycleTarget } from '../../src/database-lifecycle/lifecycle.target';
import { entity, useTrapDatabase } from './support/trap-database';

describe('a DataSource that is closed in the middle of a creation', () => {
  const trap = useTrapDatabase();
  const soon = 500;

  /** What the creation says, begun while another session has done that. */
  const closedMeanwhile = async (sql: (lockKey: string) => string): Promise<Error> => {
    const dataSource = await trap.connect([entity('pets')]);
    const { lockKey } = lifecycleTarget(dataSource);
    return trap.session(trap.url, async (client) => {
      await client.query(`BEGIN; ${sql(lockKey.join(', '))}`);
      const creation = createMissingTables(dataSource).catch((error: unknown) => error);
      await sleep(soon);
      await dataSource.destroy();
      return (await creation) as Error;
    });
  };

  it.each([
    ['a statement', () => 'CREATE TABLE pets (id integer)'],
    ['the lifecycle lock', (lockKey: string) => `SELECT pg_advisory_xact_lock(${lockKey})`],
  ])('that waits for %s: it says so, names no network, and has made nothing', async (_what, sql) => {
    const failure = await closedMeanwhile(sql);
    expect(failure).toMatchObject({ name: 'DataSourceClosedError' });
    expect(failure.message).toMatch(/^The app was closed[^]*rolled back\.[^]*-> Start it again/);
    expect(failure.message).not.toMatch(/proxy|firewall|was lost/);
    expect(await trap.tables()).toEqual([]);
  });
});
