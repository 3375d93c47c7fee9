import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { readCatalog } from '../support/catalog';
import { onServer } from '../support/test-database';
import { startOwnServer, type OwnServer } from '../traps/support/own-server';

const ROOT = join(__dirname, '..', '..');

/** `migration:check` of this repository, as a process on its sources in whatever environment. */
async function check(env: Record<string, string>, ...argv: string[]) {
  const child = spawn(process.execPath, ['-r', './scripts/register.js', 'src/cli.ts', 'migration:check', ...argv], {
    cwd: ROOT,
    env: { ...process.env, TEST_DATABASE_URL: '', ...env },
  });
  const text = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => (text.stdout += chunk));
  child.stderr.on('data', (chunk) => (text.stderr += chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...text };
}

describe('migration:check where the connected server is no place for shadow databases', () => {
  let server: OwnServer;
  let databaseUrl: string;

  /** Everything of the server that a shadow would touch: each database as the catalog has it, and what is in the app's own. */
  const state = async () => ({
    databases: await onServer(server.url, async (client) => {
      const { rows } = await client.query('SELECT *, xmin, ctid FROM pg_database ORDER BY oid');
      return rows as unknown[];
    }),
    catalog: await readCatalog(databaseUrl),
  });
  const as = async (role: string, attributes: string): Promise<string> => {
    await onServer(server.url, (client) => client.query(`CREATE ROLE ${role} LOGIN ${attributes} PASSWORD 'hunter2'`));
    const url = new URL(databaseUrl);
    Object.assign(url, { username: role, password: 'hunter2' });
    return url.href;
  };

  beforeAll(async () => {
    server = await startOwnServer();
    await onServer(server.url, (client) => client.query('CREATE DATABASE live'));
    databaseUrl = new URL('/live', server.url).href;
    await onServer(databaseUrl, (client) => client.query('CREATE TABLE kept (id int)'));
  });
  afterAll(() => server.remove());

  it('runs in production as a role that only reads, on a throw-away server, and writes nothing', async () => {
    const url = await as('reader', 'CREATEDB');
    await onServer(server.url, (client) => client.query('ALTER ROLE reader SET default_transaction_read_only = on'));
    const before = await state();
    const { code, stdout, stderr } = await check({ ENVIRONMENT: 'production', DATABASE_URL: url }, '--json');
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({ problems: [], failure: null, differences: [], roundTrip: null });
    expect(code).toBe(0);
    expect(await state()).toEqual(before);
  });

  it('runs in development as a role without CREATEDB', async () => {
    const url = await as('modest', '');
    const before = await state();
    const { code, stdout, stderr } = await check({ ENVIRONMENT: 'development', DATABASE_URL: url });
    expect(stderr).toBe('');
    expect(stdout).toContain('together what the entities ask for');
    expect(code).toBe(0);
    expect(await state()).toEqual(before);
  });

  it('uses the server of SHADOW_DATABASE_URL, unless that is production itself', async () => {
    const before = await state();
    const production = { ENVIRONMENT: 'production', DATABASE_URL: databaseUrl };
    const refused = await check({ ...production, SHADOW_DATABASE_URL: server.url });
    expect(refused.stderr).toContain('The server for shadow databases is the connected server');
    expect(refused.code).toBe(4);
    expect(await state()).toEqual(before);

    const { code, stdout } = await check({ ...production, SHADOW_DATABASE_URL: process.env.TEST_DATABASE_URL! });
    expect(stdout).toContain('together what the entities ask for');
    expect(code).toBe(0);
    expect(await state()).toEqual(before);
  });

  it('tells a person in what the other server differs', async () => {
    await onServer(databaseUrl, async (client) => {
      await client.query('CREATE EXTENSION citext');
      await client.query(`UPDATE pg_extension SET extname = 'not_there' WHERE extname = 'citext'`);
    });
    const { stdout, stderr } = await check({
      ENVIRONMENT: 'production',
      DATABASE_URL: databaseUrl,
      SHADOW_DATABASE_URL: process.env.TEST_DATABASE_URL!,
    });
    expect(stderr).toContain('The connected database has the extension not_there');
    expect(stdout).toContain('together what the entities ask for');
  });
});
