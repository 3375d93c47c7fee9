import { DataSource } from 'typeorm';
import { TypeOrmModule } from '@nestjs/typeorm';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';
import { lifecycleOptions } from '../support/lifecycle-data-source';
import { Owner } from './entities';
import { appOn, callCli, json, type CliCall } from './support';

const untouched = { module: class Untouched {} };
const mustNotLoad = { loadModule: () => Promise.reject(new Error('the app was loaded')) };

describe('the command line', () => {
  it.each([
    [['--help']],
    [['db:status', '--help']],
    [['db:init', '-h']],
    [['db:seed', '--help']],
    [['db:trash', '--help']],
    [['db:restore', '--help']],
    [['db:purge', '--help']],
    [['migration:run', '--help']],
    [['migration:revert', '--help']],
    [['migration:show', '--help']],
    [['migration:generate', '--help']],
    [['help', 'db:init']],
  ])('%j prints help on standard output without loading the app', async (argv) => {
    const { exitCode, stdout, stderr } = await callCli(untouched, argv, mustNotLoad);
    expect(stdout).toContain('Usage: npm run');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  });

  it.each([
    [[], 'Usage: npm run <command>'],
    [['db:sttus'], 'Did you mean db:status?'],
    [['db:status', '--exat'], 'Did you mean --exact?'],
    [['db:status', 'extra'], 'too many arguments'],
    [['db:init', '--force', '--confirm'], 'argument missing'],
    [['db:purge', '--older-than'], 'argument missing'],
    [['db:restore', 'a', 'b'], 'too many arguments'],
    [['migration:generate'], "missing required argument 'Name'"],
    [['db:seed', '--force'], "unknown option '--force'"],
    [['db:purge', ''], "value '' is invalid for argument 'trash'. It is empty."],
    [['db:restore', ' ', '--confirm', 'app'], "value ' ' is invalid for argument 'trash'. It is empty."],
    [['migration:create', ''], "value '' is invalid for argument 'Name'. It is empty."],
    [['migration:check', '--since', ''], "'--since <Name>' argument '' is invalid. It is empty."],
    [['db:purge', '--older-than=7d', '--older-than', '0d'], `'0d' is invalid. "7d" was given before it.`],
    [['db:seed', '--only', 'users', '--only', 'pets'], `'pets' is invalid. "users" was given before it.`],
  ])('%j is wrong usage, told without loading the app', async (argv, says) => {
    const { exitCode, stdout, stderr } = await callCli(untouched, argv, mustNotLoad);
    expect(stderr).toContain(says);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  });

  it('wrong usage is one JSON document with --json', async () => {
    const answer = await callCli(untouched, ['db:status', '--exat', '--json'], mustNotLoad);
    expect(json(answer)).toMatchObject({ error: { message: expect.stringContaining('--exat'), exitCode: 2 } });
  });

  it.each([['a string'], [undefined]])('tells that the app threw %j, which is no error', async (thrown) => {
    const call = { loadModule: () => Promise.reject(thrown) };
    const { exitCode, stderr, stdout } = await callCli(untouched, ['db:status', '--json'], call);
    const message = `The app threw ${thrown === undefined ? 'undefined' : `'${thrown}'`}, which is no Error`;
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: `${message}\n` });
    expect(JSON.parse(stdout)).toEqual({ error: { name: 'Error', message, exitCode: 1 } });
  });

  it('an app without DatabaseLifecycleModule is wrong configuration', async () => {
    const answer = await callCli({ module: class Bare {} }, ['db:status']);
    expect(answer.exitCode).toBe(2);
    expect(answer.stderr).toContain('Bare does not import DatabaseLifecycleModule');
  });

  it.each([
    [{ exitCode: 2 }, 2],
    [{}, 1],
    [{ exitCode: 99 }, 1],
  ])('an error with %j ends with %i and its message; a stack only with LOG_LEVEL=debug', async (extra, code) => {
    const fail = { loadModule: () => Promise.reject(Object.assign(new Error('all\nof it'), extra)) };
    const brief = await callCli(untouched, ['db:status'], fail);
    expect(brief).toEqual({ exitCode: code, stdout: '', stderr: 'all\nof it\n' });
    const detailed = await callCli(untouched, ['db:status'], { ...fail, env: { LOG_LEVEL: 'debug' } });
    expect(detailed.stderr).toMatch(/^ +at /m);
  });

  describe('on a database', () => {
    let database: TestDatabase;
    beforeAll(async () => {
      database = await createEmptyDatabase();
    });
    afterAll(() => database.drop());
    const call = (argv: string[], cli?: CliCall) =>
      callCli(appOn(database.url, { entities: [Owner], providers: [] }), argv, cli);
    const ownersExist = async () =>
      (await database.query<{ exist: boolean }>(`SELECT to_regclass('owners') IS NOT NULL AS exist`))[0]!.exist;

    it.each(['--confirm', '--remote'])('%s without --force is wrong usage', async (flag) => {
      const answer = await call(['db:init', flag, 'app']);
      expect(answer.exitCode).toBe(2);
      expect(answer.stderr).toContain(`${flag} goes with --force only`);
      expect(await ownersExist()).toBe(false);
    });

    it.each(['synchronize', 'dropSchema', 'migrationsRun'])('an app with %s is wrong configuration', async (option) => {
      const module = {
        ...appOn(database.url),
        imports: [
          TypeOrmModule.forRootAsync({
            useFactory: () => ({ ...lifecycleOptions(database.url, [Owner]), toRetry: () => false }),
            // Set after connecting, or TypeORM would act on it at once.
            dataSourceFactory: async (options) => {
              const dataSource = await new DataSource(options!).initialize();
              return Object.assign(dataSource, { options: { ...dataSource.options, [option]: true } });
            },
          }),
          appOn(database.url).imports![1]!,
        ],
        providers: [],
      };
      const answer = await callCli(module, ['db:status']);
      expect(answer.stderr).toContain(`"${option}" is true`);
      expect(answer.exitCode).toBe(2);
    });

    it('honours --dry-run that npm took for itself', async () => {
      const answer = await call(['db:init'], { env: { npm_config_dry_run: 'true' } });
      expect(answer.exitCode).toBe(3);
      expect(answer.stdout).toContain('CREATE TABLE "owners"');
      expect(await ownersExist()).toBe(false);
    });

    it('honours --json, --exact and --seed that npm took, and knows which command has them', async () => {
      const env = { npm_config_json: 'true', npm_config_exact: 'true', npm_config_seed: 'true' };
      expect(json(await call(['db:status'], { env }))).toMatchObject({ environment: 'development' });
      expect(json(await call(['db:init', '--dry-run'], { env }))).toMatchObject({ toSeed: [] });
      expect((await call(['migration:show'], { env: { npm_config_json: '' } })).stdout).toContain('no migrations');
    });

    it.each([
      ['migration:revert', { npm_config_to: 'CreateOwners' }, 'npm run migration:revert -- --to CreateOwners\n'],
      ['migration:revert', { npm_config_token_description: 'A' }, 'npm run migration:revert -- --to A\n'],
      ['migration:revert', { npm_config_steps: '3' }, 'npm run migration:revert -- --steps 3\n'],
      ['migration:stamp', { npm_config_all: 'true' }, 'npm run migration:stamp -- --all\n'],
      ['db:journal', { npm_config_last: '5' }, 'npm run db:journal -- --last 5\n'],
    ])('%s does not run without what was to narrow it: %j', async (name, env, command) => {
      const answer = await call([name], { env, ...mustNotLoad });
      expect(answer.exitCode).toBe(2);
      expect(answer.stderr).toContain(command);
    });

    it.each([
      [{ npm_config_force: 'true' }, 'npm run db:init -- --force\n'],
      [{ npm_config_force: 'true', npm_config_seed: 'true' }, 'npm run db:init -- --force --seed\n'],
      [{ npm_config_force: 'true', npm_config_confirm: 'app' }, 'npm run db:init -- --force --confirm app\n'],
      [{ npm_config_remote: 'true' }, 'npm run db:init -- --remote <host>\n'],
      [{ npm_config_undo: '', npm_config_force: 'true' }, 'npm run db:init -- --force --no-undo\n'],
    ])('does not take --force or consent from npm: %j', async (env, command) => {
      const answer = await call(['db:init'], { env, ...mustNotLoad });
      expect(answer.exitCode).toBe(2);
      expect(answer.stderr).toContain(command);
      expect((await call(['db:status'], { env })).exitCode).toBe(3);
    });
  });
});
