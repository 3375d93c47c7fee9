import { appOn, callCli } from '../cli/support';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';

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

  beforeAll(async () => {
    database = await createEmptyDatabase();
    role = `${database.name}_app`;
    await database.query(`CREATE ROLE ${role} LOGIN PASSWORD 'app'; GRANT ALL ON SCHEMA public TO ${role};
      GRANT CREATE ON DATABASE ${database.name} TO ${role}`);
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
    const url = Object.assign(new URL(database.url), { username: role, password: 'app' });
    const isAsking =
      words.includes('--force') || words.includes('--fresh') || ['db:restore', 'db:purge'].includes(words[0]!);
    const argv = [...words, ...(isAsking ? ['--confirm', database.name] : [])];
    expect(await callCli(appOn(url.href), argv)).toMatchObject({ exitCode: 0, stderr: '' });
  });
});
