import { lifecycleLockKey } from '../../src/database-lifecycle/apply/lifecycle.lock';
import { useEmptiedDatabase } from '../support/emptied-database';
import { migration, nameOfMigration } from './support/migration.factory';
import { migrate, MODES } from './support/migrating';

describe('a run that waited for the lock', () => {
  const database = useEmptiedDatabase();

  it.each(MODES)('leaves alone what was run meanwhile, in mode %s', async (mode) => {
    const { client } = database;
    const steps = [0, 1, 2].map((number) => migration(number, [`CREATE TABLE step_${number} ()`]));
    await migrate(database.url, steps.slice(0, 1), { mode });
    const keys = lifecycleLockKey('public', 'migrations').join(', ');
    await client.query(`SELECT pg_advisory_lock(${keys})`);
    const onWait = async () => {
      await client.query(
        `INSERT INTO migrations (timestamp, name) VALUES (1700000000001, '${nameOfMigration(1)}'); SELECT pg_advisory_unlock(${keys})`,
      );
    };
    expect(await migrate(database.url, steps, { mode }, { onWait: () => void onWait() })).toEqual([nameOfMigration(2)]);
    expect((await client.query(`SELECT to_regclass('step_1') AS one, to_regclass('step_2') AS two`)).rows).toEqual([
      { one: null, two: 'step_2' },
    ]);
  });
});
