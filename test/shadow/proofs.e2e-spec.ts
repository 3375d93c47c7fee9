import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from 'pg';
import type { MigrationCheck } from '../../src/database-lifecycle/interfaces/migration-check.interface';
import { TEMPLATE_PREFIX } from '../../src/database-lifecycle/shadow/template.name';
import { onServer } from '../support/test-database';
import { startOwnServer, type OwnServer } from '../traps/support/own-server';

const ROOT = join(__dirname, '..', '..');

const OWNERS = `exports.Owners1700000000000 = class Owners1700000000000 {
  async up(runner) {
    await runner.query("CREATE TYPE owners_role_enum AS ENUM('admin', 'staff')");
    await runner.query(\`CREATE TABLE "owners" ("id" SERIAL NOT NULL, "name" character varying NOT NULL,
      "role" owners_role_enum NOT NULL DEFAULT 'staff', CONSTRAINT "PK_42838282f2e6b216301a70b02d6" PRIMARY KEY ("id"))\`);
  }
  async down(runner) {
    await runner.query('DROP TABLE owners');
    await runner.query('DROP TYPE owners_role_enum');
  }
};`;
/** Does what a file beside it says. */
const HELPED = `const { up, down } = require('./helper');
exports.Helped1700000000001 = class Helped1700000000001 {
  async up(runner) { await up(runner); }
  async down(runner) { await down(runner); }
};`;
const HELPER = `
exports.up = async (runner) => runner.query('CREATE FUNCTION helped() RETURNS int LANGUAGE sql RETURN 1');
exports.down = async (runner) => runner.query('DROP FUNCTION helped()');`;
const LAST = `exports.Last1700000000002 = class Last1700000000002 {
  async up(runner) { await runner.query('CREATE FUNCTION last() RETURNS int LANGUAGE sql RETURN 1'); }
  async down(runner) { await runner.query('DROP FUNCTION last()'); }
};`;
const FORGETFUL = `runner.query('CREATE TABLE IF NOT EXISTS forgotten (id int)')`;

/** Snapshots of a check of three migrations: of each state up and down, of the end once more, and of the entities. */
const COLD = 4 + 3 + 1 + 1;
const WARM = 1 + 1;

const templates = async (client: Client): Promise<string[]> => {
  const { rows } = await client.query<{ name: string }>(
    `SELECT datname AS name FROM pg_database WHERE starts_with(datname, '${TEMPLATE_PREFIX}')`,
  );
  return rows.map(({ name }) => name);
};

describe('what migration:check has proven on a server', () => {
  let server: OwnServer;
  let directory: string;

  const write = (file: string, text: string) => writeFile(join(directory, file), text);
  const edit = async (file: string, from: string, to: string): Promise<void> => {
    const text = await readFile(join(directory, file), 'utf8');
    if (!text.includes(from)) throw new Error(`${file} does not hold ${from}`);
    await write(file, text.replace(from, to));
  };
  const check = async (): Promise<MigrationCheck & { readonly snapshots: number }> => {
    const argv = ['-r', join(ROOT, 'scripts/register.js'), join(__dirname, 'check.process.ts'), server.url, directory];
    const child = spawn(process.execPath, argv, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.on('data', (chunk) => (text += chunk));
    await once(child, 'close');
    return JSON.parse(text) as MigrationCheck & { readonly snapshots: number };
  };
  const fine = { failure: null, roundTrip: null, differences: [], problems: [] };

  const forget = () =>
    onServer(server.url, async (client) => {
      for (const name of await templates(client)) await client.query(`DROP DATABASE ${name}`);
    });

  beforeAll(async () => {
    server = await startOwnServer();
  });
  afterAll(() => server.remove());
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'proofs-'));
    await write('1700000000000-Owners.js', OWNERS);
    await write('1700000000001-Helped.js', HELPED);
    await write('helper.js', HELPER);
    await write('1700000000002-Last.js', LAST);
    const { snapshots } = await check();
    if (snapshots !== COLD) throw new Error(`${snapshots} snapshots instead of ${COLD}: something was proven before`);
  });
  afterEach(async () => {
    await rm(directory, { recursive: true });
    await forget();
  });

  it('is not looked at again while the migrations send the same', async () => {
    expect(await check()).toMatchObject({ ...fine, snapshots: WARM });
    await edit('1700000000002-Last.js', 'async down', '/* at last */ async down');
    expect(await check()).toMatchObject({ ...fine, snapshots: WARM });
  });

  it('is looked at again when a migration was edited, from that one on', async () => {
    await edit('1700000000002-Last.js', 'RETURN 1', 'RETURN 2');
    const { snapshots, ...found } = await check();
    expect(found).toMatchObject(fine);
    // The first try looks at nothing but the end, the second at the states before and after the last.
    expect(snapshots).toBe(1 + (2 + 1 + 1) + 1);
    expect(await check()).toMatchObject({ ...fine, snapshots: WARM });
  });

  it('is looked at again when only a down() was edited: what it forgets is found', async () => {
    await edit('1700000000000-Owners.js', `await runner.query('DROP TYPE owners_role_enum');`, '');
    expect((await check()).roundTrip).toMatchObject({ migration: 'Owners1700000000000', step: 'down' });
    expect((await check()).roundTrip).toMatchObject({ migration: 'Owners1700000000000', step: 'down' });
  });

  it('is looked at again when a file was edited that a migration imports', async () => {
    await edit(
      'helper.js',
      `runner.query('DROP FUNCTION helped()')`,
      `{ await runner.query('DROP FUNCTION helped()'); await ${FORGETFUL}; }`,
    );
    expect((await check()).roundTrip).toMatchObject({
      migration: 'Helped1700000000001',
      step: 'down',
      differences: [{ object: { path: 'public.forgotten' } }],
    });
  });

  it('spares a new migration the looks at those before it', async () => {
    await write(
      '1700000000003-New.js',
      LAST.replaceAll('Last1700000000002', 'New1700000000003').replaceAll('last()', 'newest()'),
    );
    expect(await check()).toMatchObject({ ...fine, snapshots: 2 + 1 + 1 + 1 });
    await edit('1700000000003-New.js', `await runner.query('DROP FUNCTION newest()')`, `await ${FORGETFUL}`);
    expect((await check()).roundTrip).toMatchObject({ migration: 'New1700000000003', step: 'down' });
  });

  it('holds no longer for a migration in another place, or another mode', async () => {
    await edit('1700000000002-Last.js', 'async up', 'transaction = false; async up');
    expect((await check()).snapshots).toBeGreaterThan(WARM);
    await rm(join(directory, '1700000000001-Helped.js'));
    expect((await check()).snapshots).toBeGreaterThan(WARM);
  });

  it('is forgotten with the template that it was noted on', async () => {
    expect(await onServer(server.url, templates)).toHaveLength(1);
    await forget();
    expect(await check()).toMatchObject({ ...fine, snapshots: COLD });
  });
});
