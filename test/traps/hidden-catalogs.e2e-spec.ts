import { lifecycleTarget } from '../../src/database-lifecycle/lifecycle.target';
import { ALL_ENTITIES, appOn, callCli } from '../cli/support';
import { connectTo } from '../support/lifecycle-data-source';
import { createEmptyDatabase, onServer, type TestDatabase } from '../support/test-database';

/** What a server that many share tells of the others. */
const HIDDEN = [
  'pg_database',
  'pg_tablespace',
  'pg_roles',
  'pg_user',
  'pg_settings',
  'pg_stat_activity',
  'pg_prepared_xacts',
];

describe('a server that lets nobody read what tells of others', () => {
  let database: TestDatabase;
  let role: string;
  let url: string;

  beforeAll(async () => {
    database = await createEmptyDatabase();
    role = `${database.name}_app`;
    await database.query(`CREATE ROLE ${role} LOGIN PASSWORD 'app'; GRANT ALL ON SCHEMA public TO ${role};
      GRANT CREATE ON DATABASE ${database.name} TO ${role}`);
    url = Object.assign(new URL(database.url), { username: role, password: 'app' }).href;
    for (const catalog of HIDDEN) await database.query(`REVOKE SELECT ON pg_catalog.${catalog} FROM PUBLIC`);
  });
  afterAll(async () => {
    await database.query(`DROP OWNED BY ${role} CASCADE; DROP ROLE ${role}`);
    await database.drop();
  });

  it.each([
    'db:init --seed',
    'db:status',
    'db:init --force --seed',
    'db:trash',
    'db:restore',
    'db:seed --fresh',
    'db:purge',
    'db:journal',
  ])('%s', async (line) => {
    const words = line.split(' ');
    const isAsking =
      words.includes('--force') || words.includes('--fresh') || ['db:restore', 'db:purge'].includes(words[0]!);
    const argv = [...words, ...(isAsking ? ['--confirm', database.name] : [])];
    expect(await callCli(appOn(url), argv)).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it.each(['pg_locks', 'pg_namespace'])(
    'that one can not do without, such as %s, is told with the GRANT',
    async (catalog) => {
      await callCli(appOn(url), ['db:init']);
      await database.query(`DROP TABLE IF EXISTS animals CASCADE; REVOKE SELECT ON pg_catalog.${catalog} FROM PUBLIC`);
      const grant = `GRANT SELECT ON pg_catalog.${catalog} TO PUBLIC;`;
      try {
        const { stderr, exitCode } = await callCli(appOn(url), ['db:init']);
        expect(stderr).toContain(
          `lets this role not read its own catalog, which tells what is there: permission denied for`,
        );
        expect(stderr).toContain(`  -> As a superuser, in this database: ${grant}`);
        expect(exitCode).toBe(1);
      } finally {
        await database.query(grant);
      }
      expect((await callCli(appOn(url), ['db:init'])).exitCode).toBe(0);
    },
  );

  /** What a reset says beside a session in whose transaction that was done. */
  const besides = (sql: string): Promise<string> =>
    onServer(database.url, async (client) => {
      await client.query(`SET application_name = 'beside'; BEGIN; ${sql}`);
      const app = appOn(url, { lifecycle: { lockTimeoutMs: 300, lockWaitTimeoutMs: 300 } });
      return (await callCli(app, ['db:init', '--force', '--confirm', database.name])).stderr;
    });

  it('names who has locked a table', async () => {
    expect(await besides('LOCK TABLE owners')).toMatch(/public\.owners by pid \d+ \(beside, /);
  });

  it('waits for the lifecycle lock, and names who has it', async () => {
    const dataSource = await connectTo(url, ALL_ENTITIES);
    const { lockKey } = lifecycleTarget(dataSource);
    await dataSource.destroy();
    const told = await besides(`SELECT pg_advisory_xact_lock(${lockKey.join(', ')})`);
    expect(told).toMatch(/still holds the lifecycle lock of this database after 300 ms[^]*: pid \d+ \(beside, /);
  });
});
