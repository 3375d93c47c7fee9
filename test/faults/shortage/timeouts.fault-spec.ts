import { setTimeout } from 'node:timers/promises';
import { Seeder, type SeederRunner } from '../../../src/database-lifecycle';
import { appOn, callCli } from '../../cli/support';
import { Keeper } from '../../seeding/support/entities';
import { serverVersion } from '../../support/server-version';
import { createEmptyDatabase, type TestDatabase } from '../../support/test-database';
import { perform } from '../support/order';

/** Computes for longer than a session may stay idle in its transaction. */
@Seeder({ key: 'slow', entities: [Keeper] })
class SlowSeeder implements SeederRunner {
  async run({ manager }: Parameters<SeederRunner['run']>[0]): Promise<void> {
    await setTimeout(1_000);
    await manager.insert(Keeper, { email: 'late@example.com' });
  }
}

const LIMITS: readonly (readonly [setting: string, value: string])[] = [
  ['idle_in_transaction_session_timeout', '300ms'],
  // Older servers have none.
  ...(serverVersion() >= 170_000 ? [['transaction_timeout', '700ms'] as const] : []),
];

describe('a database that cuts its sessions off', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createEmptyDatabase();
  });
  afterEach(() => database.drop());

  const set = (setting: string, value: string) =>
    database.query(`ALTER DATABASE ${database.name} SET ${setting} = '${value}'`);
  const unset = (setting: string) => database.query(`ALTER DATABASE ${database.name} RESET ${setting}`);
  const seed = () => callCli(appOn(database.url, { entities: [Keeper], providers: [SlowSeeder] }), ['db:seed']);

  it('by settings that leave room for a statement does not hinder anything', async () => {
    await set('statement_timeout', '5s');
    await set('lock_timeout', '1ms');
    await set('idle_in_transaction_session_timeout', '5s');
    await set('idle_session_timeout', '5s');
    const { url, name } = database;
    for (const argv of [
      ['boot'],
      ['db:init', '--force', '--seed', '--confirm', name],
      ['db:restore', '--confirm', name],
      ['db:purge', '--confirm', name],
    ]) {
      expect([argv, await perform({ url, argv })]).toMatchObject([argv, { exitCode: 0, stderr: '' }]);
    }
  });

  it.each(LIMITS)(
    'by %s while a seeder computes: it is told by name, nothing is kept, and the next run completes',
    async (setting, value) => {
      await perform({ url: database.url, argv: ['db:init'] });
      await set(setting, value);
      const { exitCode, stderr } = await seed();
      expect(exitCode).toBe(1);
      expect(stderr).toContain('Seeder "slow" failed');
      expect(stderr).toContain(`  -> The server ended the session by its setting ${setting}`);
      await unset(setting);
      expect(await database.query('SELECT email FROM keepers')).toEqual([]);
      expect(await seed()).toMatchObject({ exitCode: 0, stderr: '' });
    },
  );

  it('by a statement_timeout that is shorter than a creation takes does not hinder it', async () => {
    await set('statement_timeout', '300ms');
    await database.query(`CREATE FUNCTION slow() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.2); END';
      CREATE EVENT TRIGGER slow ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION slow()`);
    expect(await perform({ url: database.url, argv: ['boot'] })).toMatchObject({ exitCode: 0, stderr: '' });
  });
});
