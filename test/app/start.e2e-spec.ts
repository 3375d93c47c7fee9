import { spawn } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';

const ROOT = join(__dirname, '../..');

/** By which others reach this machine; none on one without a network. */
const OTHER_ADDRESSES = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .filter(({ internal, family }) => !internal && family === 'IPv4')
  .map(({ address }) => address);

/**
 * Runs the app from its sources until it ends, or until the given text appears on standard output and it is asked to end.
 * @param meanwhile before that; given the line of that text
 */
function runApp(
  variables: Record<string, string>,
  until?: string,
  meanwhile: (line: string) => Promise<void> = () => Promise.resolve(),
) {
  const child = spawn(process.execPath, ['-r', './scripts/register.js', 'src/main.ts'], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, ENVIRONMENT: 'test', NO_COLOR: '1', ...variables },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => {
    const isFirst = !!until && !stdout.includes(until);
    stdout += chunk;
    const line = stdout.split('\n').find((text) => !!until && text.includes(until));
    if (isFirst && line !== undefined) void meanwhile(line).finally(() => child.kill('SIGTERM'));
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

  it.each([
    ['test', {}, 'only this machine'],
    ['test', { LISTEN_HOST: '0.0.0.0' }, 'all'],
    ['production', {}, 'all'],
  ])('in %s with %j is there for %s', async (ENVIRONMENT, variables, whom) => {
    const reached: Record<string, boolean> = {};
    const { code } = await runApp(
      { ENVIRONMENT, PORT: '0', DATABASE_URL: database.url, ...variables },
      'Listening on',
      async (line) => {
        const [, port] = /localhost:(\d+)/.exec(line)!;
        for (const address of ['127.0.0.1', ...OTHER_ADDRESSES])
          reached[address] = await fetch(`http://${address}:${port}/health/live`).then(
            ({ ok }) => ok,
            () => false,
          );
      },
    );
    expect(code).toBe(0);
    expect(reached).toEqual({
      '127.0.0.1': true,
      ...Object.fromEntries(OTHER_ADDRESSES.map((address) => [address, whom === 'all'])),
    });
  });

  it.each(['192.0.2.1', 'no-such-host.invalid'])(
    'on %s, which is another machine, says what to do',
    async (LISTEN_HOST) => {
      const { code, stderr } = await runApp({ LISTEN_HOST, PORT: '0', DATABASE_URL: database.url });
      expect(code).toBe(1);
      expect(stderr).toMatch(
        new RegExp(`^.* FATAL \\[Start\\] ${LISTEN_HOST} is no address of this machine\\.\\n.*LISTEN_HOST: 127.*\\n$`),
      );
    },
  );

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
