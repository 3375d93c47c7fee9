import { DatabaseLifecycleService } from '../../src/database-lifecycle';
import { throughTheApp } from '../../src/database-lifecycle/cli/app.door';
import { CliLogger } from '../../src/database-lifecycle/cli/cli.logger';
import { resetFor } from '../../src/database-lifecycle/reset/reset.executor';
import { appOn, callCli, json, type CliCall, type TestModuleOptions } from '../cli/support';
import { ELSEWHERE } from '../support/elsewhere';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';

const HOST = 'db.example.com';
const FAR: TestModuleOptions = { dataSource: ELSEWHERE };

describe('consent to what may lose rows', () => {
  let database: TestDatabase;
  /** The app, as it is or on another machine. */
  const app = (options: TestModuleOptions = {}, host = HOST) => {
    const url = new URL(database.url);
    if (options.dataSource === ELSEWHERE) url.hostname = host;
    return appOn(url.href, options);
  };
  const force = (argv: string[] = [], options?: TestModuleOptions, call?: CliCall) =>
    callCli(app(options), ['db:init', '--force', ...argv], call);
  const facts = () =>
    database.query(`SELECT oid::int, relname, relfilenode::int, xmin::text FROM pg_class
      WHERE relnamespace = 'public'::regnamespace ORDER BY 1`);
  const stampedProduction = () =>
    callCli(appOn(database.url), ['db:environment', 'production', '--confirm', database.name]);

  beforeEach(async () => {
    database = await createEmptyDatabase();
    await callCli(appOn(database.url), ['db:init', '--seed']);
  });
  afterEach(() => database.drop());

  it('is refused by the first that stands against it: the variables, the stamp, the server, the name', async () => {
    const production: TestModuleOptions = { ...FAR, lifecycle: { environment: 'production' } };
    await stampedProduction();
    const refused = async (options: TestModuleOptions, argv: string[], says: string) => {
      const before = await facts();
      const { exitCode, stdout, stderr } = await force(argv, options);
      expect(stderr).toContain(says);
      expect(stderr).toContain('Nothing was changed.');
      expect({ exitCode, stdout }).toEqual({ exitCode: 4, stdout: '' });
      expect(await facts()).toEqual(before);
    };
    await refused(production, ['--confirm', 'x'], 'The variables say environment "production"');
    await refused(FAR, ['--confirm', 'x'], `Database "${database.name}" is stamped production`);
    await callCli(appOn(database.url, { lifecycle: { environment: 'production' } }), [
      'db:environment',
      'development',
      '--confirm',
      database.name,
    ]);
    await refused(FAR, ['--confirm', 'x'], `The server is another machine, ${HOST}`);
    const before = await facts();
    const answer = await force(['--confirm', 'x', '--remote', HOST], FAR);
    expect(answer.stderr).toContain(`The database is called "${database.name}". "x" was given`);
    expect(answer.stdout).toMatch(/^ {2}owners +4 records +\d+ kB *$/m);
    expect(answer.exitCode).toBe(4);
    expect(await facts()).toEqual(before);
  });

  it('names the whole command that would do it on another machine, and without a terminal', async () => {
    const far = await force(['--seed', '--confirm', database.name], FAR);
    expect(far.stderr).toContain(`npm run db:init -- --force --seed --remote ${HOST}`);
    const silent = await force(['--seed', '--remote', HOST], FAR);
    expect(silent.stderr).toContain(`npm run db:init -- --force --seed --remote ${HOST} --confirm ${database.name}\n`);
    expect(silent.exitCode).toBe(4);
  });

  it.each([
    [HOST, HOST.toUpperCase()],
    [HOST.toUpperCase(), HOST],
  ])('goes on another machine, %s, that is named: %s', async (host, remote) => {
    const call = ['db:init', '--force', '--confirm', database.name, '--remote', remote];
    const { exitCode, stderr } = await callCli(app(FAR, host), call);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(await database.query('SELECT * FROM owners')).toEqual([]);
  });

  it.each([
    ['another machine than the one that is named', FAR, 'db.example.org', `The server is ${HOST}, and`],
    ['this machine', {}, HOST, "The server is this machine's own (127.0.0.1), and"],
  ])('is refused on %s', async (_, options, remote, says) => {
    const before = await facts();
    const { exitCode, stderr } = await force(['--confirm', database.name, '--remote', remote], options);
    expect(stderr).toContain(`${says} "--remote ${remote}" was given`);
    expect(exitCode).toBe(4);
    expect(await facts()).toEqual(before);
  });

  it.each(['db:restore', 'db:purge'])('is asked for by %s, too, whatever else was given', async (command) => {
    await force(['--confirm', database.name]);
    const before = await facts();
    const refused = await callCli(app(FAR), [command, '--confirm', database.name]);
    expect(refused.stderr).toContain(`npm run ${command} -- --remote ${HOST}\n`);
    expect(refused.exitCode).toBe(4);
    expect(await facts()).toEqual(before);
    const named = await callCli(app(FAR), [command, '--confirm', database.name, '--remote', HOST]);
    expect(named.exitCode).toBe(0);
  });

  it('does not need the name of another machine for looking', async () => {
    expect((await force(['--dry-run'], FAR)).exitCode).toBe(3);
    const status = await callCli(app(FAR), ['db:status', '--json']);
    expect(json(status)).toMatchObject({ connection: { host: HOST, local: false } });
  });

  it('is asked for again under the lock', async () => {
    const before = await facts();
    await throughTheApp(
      () => app(FAR),
      new CliLogger(() => undefined, undefined),
      async ({ target }: DatabaseLifecycleService) => {
        await expect(resetFor(target, database.name)).rejects.toThrow(`The server is another machine, ${HOST}`);
        await expect(resetFor(target, null, {}, { remote: HOST })).rejects.toThrow('left without an answer');
        await stampedProduction();
        await expect(resetFor(target, database.name, {}, { remote: HOST })).rejects.toThrow('is stamped production');
      },
    );
    expect(await facts()).toEqual(before);
  });
});
