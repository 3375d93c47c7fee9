import { NestFactory } from '@nestjs/core';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';
import { appOn, callCli, json, type CliAnswer } from '../cli/support';
import type { TrashReport } from '../../src/database-lifecycle/interfaces/trash-report.interface';

describe('a role from which a policy hides rows', () => {
  let database: TestDatabase;
  let role: string;
  let url: string;
  const run = (...argv: string[]): Promise<CliAnswer> => callCli(appOn(url), argv);

  beforeEach(async () => {
    database = await createEmptyDatabase();
    role = `${database.name}_app`;
    await database.query(`CREATE ROLE ${role} LOGIN PASSWORD 'app'; GRANT ALL ON SCHEMA public TO ${role};
      GRANT CREATE ON DATABASE ${database.name} TO ${role}`);
    url = Object.assign(new URL(database.url), { username: role, password: 'app' }).href;
    await run('db:init', '--seed');
    await database.query('ALTER TABLE owners ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY');
  });
  afterEach(async () => {
    await database.query(`DROP OWNED BY ${role} CASCADE; DROP ROLE ${role}`);
    await database.drop();
  });

  it('is not told that there are none, where all of them are set aside, brought back or deleted', async () => {
    const unread = /^\s*(✅ )?owners:? +records can not be read/m;
    expect((await run('db:status')).stdout).toMatch(unread);
    const { stdout } = await run('db:init', '--force', '--confirm', database.name);
    expect(stdout).toMatch(unread);
    expect(stdout).toMatch(/^ {2}animals +1 record /m);
    expect(stdout).toMatch(/^ {2}animal_names +view /m);
    const restored = await run('db:restore', '--dry-run');
    expect(restored.exitCode).toBe(3);
    const listing = await run('db:trash');
    expect(listing.stdout).toMatch(
      /2 tables and 2 views, records can not be read, \d+ kB: animals 1 record, owners records can not be read/,
    );
    expect(json<TrashReport>(await run('db:trash', '--json')).trashes).toMatchObject([{ rows: null }]);
    const purged = await run('db:purge', '--confirm', database.name);
    expect(purged.stdout).toMatch(/2 tables and 2 views, records can not be read, /);
  });

  it('gets no sample data in among them', async () => {
    await database.query(
      `CREATE POLICY writes ON owners FOR INSERT WITH CHECK (true); DELETE FROM database_lifecycle_journal WHERE event = 'seed'`,
    );
    const { stdout } = await run('db:seed', '--only', 'owners');
    expect(stdout).toContain('not run: public.owners already holds rows');
    await database.query(`DELETE FROM database_lifecycle_journal WHERE event = 'seed-skip'`);
    await (await NestFactory.createApplicationContext(appOn(url), { logger: false })).close();
    expect(await database.query('SELECT count(*)::int AS rows FROM owners')).toEqual([{ rows: 4 }]);
  });

  it('learns that a table is empty which has none to hide', async () => {
    await database.query('TRUNCATE owners, animals');
    expect((await run('db:status')).stdout).toMatch(/^✅ owners: 0 records/m);
  });
});
