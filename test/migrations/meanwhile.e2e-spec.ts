import { lifecycleLockKey } from '../../src/database-lifecycle/apply/lifecycle.lock';
import { revertMigrations } from '../../src/database-lifecycle/migrations/migration.reverter';
import { useEmptiedDatabase } from '../support/emptied-database';
import { migration, nameOfMigration } from './support/migration.factory';
import { connectMigrating, migrate, MODES } from './support/migrating';

const STEPS = [0, 1, 2].map((number) =>
  migration(number, [`CREATE TABLE step_${number} ()`], [`DROP TABLE step_${number}`]),
);
const KEYS = lifecycleLockKey('public', 'migrations').join(', ');

describe('what was run while the lock was waited for', () => {
  const database = useEmptiedDatabase();
  const tables = async () =>
    (await database.client.query(`SELECT relname FROM pg_class WHERE relname ~ '^step' ORDER BY 1`)).rows.map(
      ({ relname }) => relname as string,
    );

  /** Has the lock until somebody waits for it, and records the migration then. */
  async function recording(number: number): Promise<{ onWait(): void }> {
    const record = `INSERT INTO migrations (timestamp, name) VALUES (${1_700_000_000_000 + number}, '${nameOfMigration(number)}')`;
    await database.client.query(`SELECT pg_advisory_lock(${KEYS})`);
    return { onWait: () => void database.client.query(`${record}; SELECT pg_advisory_unlock(${KEYS})`) };
  }

  it.each(MODES)('is not run again, in mode %s', async (mode) => {
    await migrate(database.url, STEPS.slice(0, 1), { mode });
    expect(await migrate(database.url, STEPS, { mode }, await recording(1))).toEqual([nameOfMigration(2)]);
    expect(await tables()).toEqual(['step_0', 'step_2']);
  });

  it.each(MODES)('keeps a revert from what is beneath, in mode %s', async (mode) => {
    await migrate(database.url, STEPS.slice(0, 2), { mode });
    const target = await connectMigrating(database.url, STEPS, { mode });
    const reverted = await revertMigrations(target, { selection: { steps: 1 } }, await recording(2));
    await target.dataSource.destroy();
    expect(reverted).toEqual([]);
    expect(await tables()).toEqual(['step_0', 'step_1']);
  });
});
