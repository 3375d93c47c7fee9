import type { ClientBase } from 'pg';
import { DataSource } from 'typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import { createMissingTables } from '../../src/database-lifecycle';
import { lifecycleTarget } from '../../src/database-lifecycle/lifecycle.target';
import { runSeeders } from '../../src/database-lifecycle/seeding/seeding.runner';
import type { RegisteredSeeder } from '../../src/database-lifecycle/seeding/seeder.registry';
import { useEmptiedDatabase } from '../support/emptied-database';
import { lifecycleOptions } from '../support/lifecycle-data-source';
import { Fee } from './support/entities';

/** As pg_dump begins its files. */
const DUMP = `SET client_encoding = 'UTF8'; SELECT pg_catalog.set_config('search_path', '', false); SET row_security = off;
  SET LOCAL work_mem = '1MB'; INSERT INTO public.fees VALUES ('of a dump', 1);`;

const SETTINGS = `SELECT session_user::text AS "user", current_user::text AS role, json_object_agg(name, setting ORDER BY name) AS settings
  FROM pg_settings WHERE name IN ('client_encoding', 'search_path', 'row_security', 'work_mem') OR name ~ '_timeout$|_check_interval$'`;

const seeder = (key: string, run: RegisteredSeeder['runner']['run']): RegisteredSeeder => ({
  options: { key, entities: [Fee], mode: 'always' },
  runner: { run },
  content: undefined,
});

const TIMEOUTS = ['lock_timeout', 'statement_timeout', 'idle_in_transaction_session_timeout'];

describe('what a seeder SETs', () => {
  const database = useEmptiedDatabase();
  let dataSource: DataSource;

  beforeEach(async () => {
    dataSource = await new DataSource({
      ...(lifecycleOptions(database.url, [Fee]) as PostgresDataSourceOptions),
      poolSize: 1,
      extra: { onConnect: (client: ClientBase) => client.query('SET work_mem = 65536; SET lock_timeout = 70000') },
    }).initialize();
    await createMissingTables(dataSource, { environment: 'test' });
  });
  afterEach(() => dataSource.destroy());

  const run = (...seeders: RegisteredSeeder[]) =>
    runSeeders(lifecycleTarget(dataSource, { environment: 'test', lockTimeoutMs: 500 }), seeders);

  it('by the file of a pg_dump ends with it, for the next seeder and for the app', async () => {
    const before: unknown = await dataSource.query(SETTINGS);
    await run(
      seeder('dump', async ({ manager }) => void (await manager.query(DUMP))),
      seeder('then', async ({ manager }) => void (await manager.insert(Fee, { code: 'then', cents: 2 }))),
    );
    expect(await dataSource.query('SELECT code FROM fees ORDER BY cents')).toEqual([
      { code: 'of a dump' },
      { code: 'then' },
    ]);
    expect(await dataSource.query(SETTINGS)).toEqual(before);
  });

  it('of limits ends with it, and those of the lifecycle hold for the next', async () => {
    const before: unknown = await dataSource.query(SETTINGS);
    let next: unknown;
    await run(
      seeder('limits', async ({ manager }) => {
        for (const name of TIMEOUTS) await manager.query(`SET ${name} = '77s'`);
      }),
      seeder('reset', async ({ manager }) => void (await manager.query('RESET ALL'))),
      seeder('then', async ({ manager }) => void ([{ lock_timeout: next }] = await manager.query('SHOW lock_timeout'))),
    );
    expect(next).toBe('500ms');
    expect(await dataSource.query(SETTINGS)).toEqual(before);
  });

  describe('of roles', () => {
    const role = `seeder_of_${process.pid}`;
    beforeEach(() =>
      dataSource.query(
        `CREATE ROLE ${role}; GRANT INSERT ON fees TO ${role}; GRANT SELECT, INSERT ON database_lifecycle_journal TO ${role}`,
      ),
    );
    afterEach(() => dataSource.query(`RESET SESSION AUTHORIZATION; DROP OWNED BY ${role}; DROP ROLE ${role}`));

    it.each(['SET ROLE', 'SET LOCAL ROLE', 'SET SESSION AUTHORIZATION'])(
      'by %s ends with it, so that neither the journal nor the app is written to by another',
      async (set) => {
        const before: { user: string }[] = await dataSource.query(SETTINGS);
        await run(
          seeder('other', async ({ manager }) => {
            await manager.query(`${set} ${role}; INSERT INTO fees VALUES (current_user, 1)`);
          }),
        );
        expect(await dataSource.query('SELECT code FROM fees')).toEqual([{ code: role }]);
        expect(await dataSource.query(SETTINGS)).toEqual(before);
        const journal = `SELECT DISTINCT role FROM database_lifecycle_journal WHERE event = 'seed'`;
        expect(await dataSource.query(journal)).toEqual([{ role: before[0]!.user }]);
      },
    );
  });
});
