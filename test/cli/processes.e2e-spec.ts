import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';
import { appOn, callCli } from './support';

const ROOT = join(__dirname, '..', '..');

interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Without npm's variables, which would be taken for flags. */
function start(program: string, argv: string[], env: Record<string, string>) {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_')));
  return spawn(program, argv, { cwd: ROOT, env: { ...clean, ENVIRONMENT: 'development', ...env } });
}

/** Runs a program to its end; `onText` sees what it has printed so far, on either stream. */
function end(
  program: string,
  argv: string[],
  env: Record<string, string>,
  onText: (text: string, kill: (signal: NodeJS.Signals) => void) => void = () => undefined,
): Promise<Ended> {
  const child = start(program, argv, env);
  const text = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].on('data', (chunk) => {
      text[stream] += chunk;
      onText(text.stdout + text.stderr, (signal) => child.kill(signal));
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, ...text }));
  });
}

describe('commands as processes of this checkout', () => {
  let database: TestDatabase;
  const cli = (argv: string[], env = {}) =>
    end(process.execPath, ['scripts/run.js', 'src/cli', ...argv], { DATABASE_URL: database.url, ...env });
  const npm = (...argv: string[]) => end('npm', ['run', '--silent', ...argv], { DATABASE_URL: database.url });

  const chatty = (...argv: string[]) =>
    end(process.execPath, ['-r', './scripts/register.js', 'test/cli/chatty.process.ts', database.url, ...argv], {});

  beforeAll(async () => {
    database = await createEmptyDatabase();
  });
  afterAll(() => database.drop());

  it('end where a password is asked for and there is none, though the server goes on waiting for it', async () => {
    const url = new URL(database.url);
    url.password = '';
    const started = Date.now();
    const { code, stderr } = await cli(['db:status'], { DATABASE_URL: url.href, PGPASSWORD: '' });
    expect(stderr).toContain(`the server asks for a password of role ${url.username}, and there is none.`);
    expect(code).toBe(1);
    // authentication_timeout, which is a minute.
    expect(Date.now() - started).toBeLessThan(30_000);
  });

  it('go from nothing to seeded tables, each with its exit code', async () => {
    const before = await cli(['db:status']);
    expect(before.stdout).toContain('🆕 pets: missing, would be created (Pet)');
    expect(before.code).toBe(3);

    const dry = await npm('db:init', '--dry-run');
    expect(dry.stdout).toContain('CREATE TABLE "pets"');
    expect(dry.code).toBe(3);
    expect((await npm('db:init', '--force')).code).toBe(2);
    expect(await database.query(`SELECT to_regclass('pets') AS pets`)).toEqual([{ pets: null }]);

    const seeded = await npm('db:init', '--seed');
    expect(seeded.stdout).toContain('🆕 New tables to create: users, pets');
    expect(seeded.stdout).toContain('🌱 Seeded users: 4 records');
    expect(seeded.code).toBe(0);

    const after = await cli(['db:status', '--json']);
    expect(after.stderr).toBe('');
    expect(JSON.parse(after.stdout)).toMatchObject({
      tables: [
        { entity: 'User', table: 'public.users', state: 'present', rows: 4, estimated: false },
        { entity: 'Pet', table: 'public.pets', state: 'present', estimated: false },
      ],
      toCreate: [],
    });
    expect(after.code).toBe(0);
  }, 120_000);

  it('do all their work, though nobody reads any of what they print', async () => {
    const unread = await createEmptyDatabase();
    try {
      const argv = ['scripts/run.js', 'src/cli', 'db:init', '--seed'];
      const child = start(process.execPath, argv, { DATABASE_URL: unread.url });
      child.stdout.destroy();
      child.stderr.destroy();
      expect(await once(child, 'exit')).toEqual([0, null]);
      expect(await unread.query('SELECT count(*)::int AS users FROM users')).toEqual([{ users: 4 }]);
    } finally {
      await unread.drop();
    }
  });

  it('reset, bring back and delete for good', async () => {
    const byName = ['--confirm', database.name];
    const users = 'SELECT json_agg(u ORDER BY id) AS users FROM users u';
    const before = await database.query(users);
    const reset = await npm('db:init', '--', '--force', ...byName);
    const undo = /-> to undo it: npm run (\S+) -- (\S+)\n$/.exec(reset.stdout)!;
    expect(await database.query(users)).toEqual([{ users: null }]);
    expect((await npm('db:trash')).stdout).toContain(`npm run db:restore -- ${undo[2]}`);
    expect((await npm(undo[1]!, '--', undo[2]!, ...byName)).code).toBe(0);
    expect(await database.query(users)).toEqual(before);
    expect((await npm('db:purge', '--older-than', '0d', ...byName)).code).toBe(2);
    expect((await npm('db:purge', '--', '--older-than', '0d', ...byName)).stdout).toContain('🗑️ Deleted');
    expect((await npm('db:trash')).stdout).toContain('Nothing is set aside');
    expect(await database.query(users)).toEqual(before);
  }, 120_000);

  it('print their answer alone, whatever the app prints: its log of queries goes to standard error', async () => {
    const { code, stdout, stderr } = await chatty('db:status', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ toCreate: expect.arrayContaining(['public.owners']) as unknown });
    expect(stderr).toContain('the app says hello');
    expect(stripVTControlCharacters(stderr)).toMatch(/query: SELECT/);
    expect(code).toBe(3);
    expect((await chatty('db:init', '--dry-run')).stdout).toMatch(/^-- to create: [^]*;\n$/);
  });

  it('tell a wrong configuration in one message, with exit code 2', async () => {
    const { code, stdout, stderr } = await cli(['db:status'], { PORT: 'http', DATABASE_POOL_SIZE: '0' });
    expect(stderr).toContain('PORT: found "http"');
    expect(stderr).toContain('DATABASE_POOL_SIZE: found "0"');
    expect(stderr).not.toMatch(/^ +at /m);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  it('tell a connection that can not be made, with exit code 1', async () => {
    const url = new URL(database.url);
    url.username = 'nobody_of_that_name';
    url.password = 'hunter2';
    const { code, stdout, stderr } = await cli(['db:status', '--json'], { DATABASE_URL: url.href });
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ error: { name: 'DatabaseConnectionError' } });
    expect(stderr).toContain('nobody_of_that_name');
    expect(stdout + stderr).not.toContain('hunter2');
  });
});

/** Other systems have no such file. */
const onLinux = process.platform === 'linux' ? describe : describe.skip;

onLinux('a process whose standard output is a full disk', () => {
  it('does all its work, and fails as its answer is lost', async () => {
    const database = await createEmptyDatabase();
    try {
      const line = `exec '${process.execPath}' scripts/run.js src/cli db:init --seed > /dev/full`;
      const { code, stderr } = await end('sh', ['-c', line], { DATABASE_URL: database.url });
      expect(stderr).toMatch(/^Standard output can not be written, so that the answer is lost: ENOSPC.*\.\n$/);
      expect(code).toBe(1);
      expect(await database.query('SELECT count(*)::int AS users FROM users')).toEqual([{ users: 4 }]);
    } finally {
      await database.drop();
    }
  });
});

describe('a process that is asked for consent', () => {
  it('leaves nothing changed, and no session behind, when it is interrupted at the question', async () => {
    const database = await createEmptyDatabase();
    try {
      await callCli(appOn(database.url), ['db:init', '--seed']);
      await callCli(appOn(database.url), ['db:init', '--force', '--seed', '--confirm', database.name]);
      const rows = `SELECT json_agg(o ORDER BY id) AS rows, min(xmin::text) AS xmin,
        (SELECT json_agg(nspname ORDER BY oid) FROM pg_namespace WHERE nspname LIKE 'trash%') AS trashes FROM owners o`;
      const before = await database.query(rows);
      const argv = ['-r', './scripts/register.js', 'test/cli/prompt.process.ts', database.url, 'db:purge'];
      const { signal, stderr } = await end(process.execPath, argv, {}, (text, kill) => {
        if (text.includes('type the database')) kill('SIGINT');
      });
      expect(stderr).toContain('type the database');
      expect(signal).toBe('SIGINT');
      expect(await database.query(rows)).toEqual(before);
      const sessions = `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'`;
      expect(await database.query(sessions)).toEqual([{ n: 0 }]);
    } finally {
      await database.drop();
    }
  });
});
