import { spawn } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';

const ROOT = join(__dirname, '../..');

/** Runs the app from its sources until it ends, or until the given text appears on standard output and it is asked to end. */
function runApp(variables: Record<string, string>, until?: string) {
  const child = spawn(process.execPath, ['-r', './scripts/register.js', 'src/main.ts'], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, ENVIRONMENT: 'test', NO_COLOR: '1', ...variables },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
    if (until && stdout.includes(until)) child.kill('SIGTERM');
  });
  child.stderr.on('data', (chunk) => (stderr += chunk));
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

describe('npm start', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createEmptyDatabase();
  });
  afterAll(() => database?.drop());

  it('with a faulty environment lists the faults, and ends with 2', async () => {
    const { code, stdout, stderr } = await runApp({ PORT: 'x', LOG_FORMAT: 'xml', DATABASE_URL: 'postgres:hunter2' });
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr.split('\n').slice(1)).toEqual([
      '  - PORT: found "x", expected a whole number from 0 to 65535',
      '  - LOG_FORMAT: found "xml", expected one of text, json',
      '  - DATABASE_URL: does not begin with postgres:// or postgresql://',
      expect.stringContaining('.env.example'),
      '',
    ]);
    expect(stderr).not.toContain('hunter2');
  });

  it('with a faulty environment says so in JSON, when LOG_FORMAT says so', async () => {
    const { code, stderr } = await runApp({ PORT: 'x', LOG_FORMAT: 'json', DATABASE_URL: database.url });
    const message = expect.stringContaining('PORT: found "x"');
    expect(JSON.parse(stderr)).toMatchObject({ level: 'fatal', context: 'Start', message });
    expect(code).toBe(2);
  });

  it('on a port in use names the port and what to do, without a stack, and ends with 1', async () => {
    const holder = createServer().listen(0);
    const { port } = holder.address() as AddressInfo;
    const result = await runApp({ PORT: String(port), DATABASE_URL: database.url });
    holder.close();
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(
      new RegExp(`^.* FATAL \\[Start\\] Port ${port} is in use by another process\\.\\n.*PORT=${port + 1}.*\\n$`),
    );
  });

  it('without its database says so without a stack, and ends with 1', async () => {
    const url = new URL(database.url);
    url.pathname = '/no_such_database';
    url.password = 'hunter2';
    const { code, stdout, stderr } = await runApp({ ENVIRONMENT: 'production', DATABASE_URL: url.href });
    expect(code).toBe(1);
    expect(stderr).toContain('no_such_database');
    expect(stdout + stderr).not.toMatch(/\n\s+at |hunter2/);
  });

  it('waiting for its database ends on SIGTERM at once, by an answer of its own, which process 1 of a container owes', async () => {
    const variables = { ENVIRONMENT: 'production', DATABASE_URL: 'postgres://app@127.0.0.1:1/app' };
    const { code, stdout, stderr } = await runApp(variables, 'Waiting up to 30 s');
    expect({ code, stderr }).toEqual({ code: 143, stderr: '' });
    expect(stdout).toContain('nothing listens there');
  });

  it('behind the code, when DATABASE_ON_PENDING is fail, says so without a stack, and ends with 1', async () => {
    const variables = { ENVIRONMENT: 'production', DATABASE_ON_PENDING: 'fail', DATABASE_URL: database.url };
    const { code, stderr } = await runApp(variables, 'Listening on');
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^.* FATAL \[Start\] The database is behind this code.*: pending migrations: Create.*\n.*npm run migration:run\n.*\n$/,
    );
  });

  it('says where it listens, in JSON when LOG_FORMAT says so, and ends on SIGTERM with 0', async () => {
    const variables = { PORT: '0', LOG_FORMAT: 'json', DATABASE_URL: database.url };
    const { stdout, stderr, code } = await runApp(variables, 'Listening on');
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.at(-1)).toMatchObject({
      level: 'log',
      context: 'Start',
      message: expect.stringMatching(/^Listening on http:\/\/localhost:\d+$/),
    });
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });
});
