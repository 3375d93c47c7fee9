import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';
import { appSources } from './support/app.sources';
import { consumingApp, type Answer, type ConsumingApp } from './support/consuming.app';
import { packModule, type PackedModule } from './support/packed.module';

describe('db-lifecycle in an app that has the module installed', () => {
  let packed: PackedModule;
  let app: ConsumingApp;
  let database: TestDatabase;

  beforeAll(async () => {
    packed = await packModule();
  }, 180_000);

  afterAll(() => packed?.remove());

  beforeEach(async () => {
    database = await createEmptyDatabase();
    app = consumingApp(packed, `app-${database.name}`, { commonJs: true, compiler: true });
    app.build(appSources('for-root', true));
  });

  afterEach(async () => {
    rmSync(app.directory, { recursive: true, force: true });
    await database.drop();
  });

  const call = (argv: readonly string[], env: Readonly<Record<string, string>> = {}): Answer =>
    app.node(['node_modules/nest-database-lifecycle/dist/cli/bin/db-lifecycle.js', ...argv], {
      DATABASE_URL: database.url,
      ...env,
    });
  const settings = (own: unknown): void =>
    app.write('package.json', JSON.stringify({ name: 'app', 'db-lifecycle': own }));

  const migrating = (): void => {
    const sources = appSources('for-root', true);
    const root = sources['app.module.ts']!.replace(
      'entities: [Pet]',
      "entities: [Pet], migrations: ['dist/migrations/*.js']",
    );
    app.build({ ...sources, 'app.module.ts': root });
  };
  const written = (folder: string): string[] => readdirSync(join(app.directory, folder));

  const tsconfig = (compilerOptions: object): void => app.write('tsconfig.json', JSON.stringify({ compilerOptions }));
  const monorepo = (more: Readonly<Record<string, string>> = {}): void => {
    for (const folder of ['dist', 'src']) rmSync(join(app.directory, folder), { recursive: true });
    const { 'app.module.ts': root = '', ...others } = appSources('for-root', true);
    const files = Object.entries(others).map(([file, text]) => [`libs/${file}`, text]);
    const module = root.replace('AppModule', 'ZooModule').replaceAll("from './", "from '@zoo/");
    const all = { ...Object.fromEntries(files), 'apps/zoo/src/zoo.module.ts': module, ...more };
    for (const [file, text] of Object.entries<string>(all)) app.write(file, text);
  };
  const statusOfSources = (): Answer => call(['status', '--json', '--module', 'apps/zoo/src/zoo.module.ts']);

  it('lists its commands as they are typed, wherever it is called', () => {
    app.write('package.json', '{ "db-lifecycle": 1 }');
    const { code, stdout } = call(['--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Usage: db-lifecycle <command> \[options\]/);
    expect(stdout).toMatch(/^ {2}init \[options\]/m);
    expect(stdout).toMatch(/^ {2}migration:run \[options\]/m);
    expect(stdout).toContain('--module <file[#Class]>');
    expect(stdout).not.toMatch(/npm run|\[-- /);
  });

  it('honours a flag that npm took from a script of that command', async () => {
    const { code, stdout } = call(['--json', 'init'], { npm_config_dry_run: 'true' });
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ statements: expect.arrayContaining([]) as unknown });
    expect(await database.query(`SELECT to_regclass('pets') AS pets`)).toEqual([{ pets: null }]);
  });

  describe('finds the root module', () => {
    beforeEach(() => {
      const { 'app.module.ts': root = '', ...others } = appSources('for-root', true);
      rmSync(join(app.directory, 'dist'), { recursive: true });
      app.build({ ...others, 'zoo.module.ts': root.replace('AppModule', 'ZooModule') });
    });

    it.each([
      ['by --module with its class', ['--module=dist/zoo.module.js#ZooModule'], undefined],
      ['by package.json', [], { module: 'dist/zoo.module.js' }],
      ['in the sources, by the compiler of the app', ['--module', 'src/zoo.module.ts'], undefined],
    ])('%s', (_how, flags, own) => {
      if (own) settings(own);
      if (flags[1]?.startsWith('src')) {
        for (const file of ['zoo.module.ts', 'pets.seeder.ts']) {
          const text = appSources('for-root', true)[file.replace('zoo', 'app')]!;
          app.write(join('src', file), text.replaceAll(/(from '\.[^']+)\.js'/g, "$1'"));
        }
      }
      const { code, stdout, stderr } = call(['status', '--json', ...flags]);
      expect({ code, stderr }).toEqual({ code: 3, stderr: '' });
      expect(JSON.parse(stdout)).toMatchObject({ toCreate: ['public.pets'] });
    });

    it.each([
      ['no file', [], 'no file dist/app.module.js or dist/src/app.module.js.\n  -> Build the app first'],
      [
        'no such class',
        ['--module', 'dist/zoo.module.js#Zoo'],
        'dist/zoo.module.js does not export Zoo; it exports ZooModule.',
      ],
    ])('or says what is wrong: %s', (_what, flags, message) => {
      const { code, stdout, stderr } = call(['status', '--json', ...flags]);
      expect(stderr).toContain(message);
      expect(JSON.parse(stdout)).toMatchObject({ error: { name: 'AppModuleError', exitCode: 2 } });
      expect(code).toBe(2);
    });
  });

  describe('takes the app that a file starts, as a build of a single file does, and does not start it', () => {
    const START = `.then(() => process.stdout.write('started'));\n`;

    it.each([
      ['at once', `NestFactory.create(AppModule)${START}`],
      ['later', `new Promise((resolve) => setTimeout(resolve, 300)).then(() => NestFactory.create(AppModule))${START}`],
      [
        'as a microservice, and exports a function',
        `exports.start = () => undefined;\nNestFactory.createMicroservice(AppModule)${START}`,
      ],
    ])('%s', (_when, start) => {
      const imports = `const { NestFactory } = require('@nestjs/core');\nconst { AppModule } = require('./app.module');\n`;
      app.write('dist/main.js', imports + start);
      const { code, stdout, stderr } = call(['status', '--json', '--module', 'dist/main.js']);
      expect({ code, stderr }).toEqual({ code: 3, stderr: '' });
      expect(JSON.parse(stdout)).toMatchObject({ toCreate: ['public.pets'] });
    });

    it('or says that there is none', () => {
      app.write('dist/main.js', '');
      expect(call(['status', '--module', 'dist/main.js']).stderr).toContain(
        'dist/main.js does not export a root module (AppModule, the default export or its only module); it exports no class.',
      );
    });
  });

  describe('acts on sources that no build has gone before', () => {
    it('in a monorepo: finds what the paths of tsconfig.json lead to, and .js that is .ts', () => {
      tsconfig({ module: 'nodenext', moduleResolution: 'nodenext', paths: { '@zoo/*': ['./libs/*'] } });
      monorepo();
      const { code, stdout, stderr } = statusOfSources();
      expect({ code, stderr }).toEqual({ code: 3, stderr: '' });
      expect(JSON.parse(stdout)).toMatchObject({ toCreate: ['public.pets'] });
    });

    it('with class fields and imports as tsconfig.json has them', () => {
      tsconfig({ target: 'es2021', esModuleInterop: false, paths: { '@zoo/*': ['./libs/*'] } });
      monorepo({
        'libs/pets.seeder.ts': `import * as which from './which';
export class PetsSeeder {
  readonly name = this.given;
  constructor(private readonly given = 'Rex') {}
}
if (new PetsSeeder().name !== 'Rex' || which() !== 1) throw new Error('compiled otherwise than the app is');
`,
        'libs/which.js': 'module.exports = () => 1;\n',
      });
      expect(statusOfSources()).toMatchObject({ code: 3, stderr: '' });
    });

    it('or says that it is one of ES modules', () => {
      monorepo({ 'apps/zoo/src/zoo.module.ts': 'export const here = import.meta.url;\n' });
      const { code, stderr } = statusOfSources();
      expect(stderr).toContain('apps/zoo/src/zoo.module.ts is an ES module that can not be loaded as its source');
      expect(stderr).toContain('-> Build the app');
      expect(code).toBe(2);
    });
  });

  it('acts in the directory of the app, whose .env is there, wherever below it is called', () => {
    const root = appSources('for-root', true)['app.module.ts']!;
    app.build({ 'app.module.ts': `process.loadEnvFile();\n${root}` });
    app.write('.env', `DATABASE_URL=${database.url}\n`);
    mkdirSync(join(app.directory, 'src', 'cats'), { recursive: true });
    const program = join(app.directory, 'node_modules/nest-database-lifecycle/dist/cli/bin/db-lifecycle.js');
    for (const [directory, flags] of [
      ['src/cats', []],
      ['..', ['--module', join(app.directory, 'dist/app.module.js')]],
    ] as const) {
      const call = `process.chdir('${join(app.directory, directory)}'); process.argv.splice(1, 0, '${program}'); require('${program}')`;
      const { code, stdout, stderr } = app.node(['-e', call, '--', 'status', '--json', ...flags]);
      expect({ code, stderr }).toEqual({ code: 3, stderr: '' });
      expect(JSON.parse(stdout)).toMatchObject({ toCreate: ['public.pets'] });
    }
  });

  describe('writes migrations', () => {
    it('into src/migrations, proven by the compiler of the app, and runs them once built', async () => {
      migrating();
      const generated = call(['migration:generate', 'AddPets']);
      expect(generated).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('✅ Wrote src/migrations/') as unknown,
      });
      expect(generated.stdout).toContain('build the app (npx nest build), then: npx db-lifecycle migration:run');
      const [file = ''] = written('src/migrations');
      expect(file).toMatch(/^\d+-AddPets\.ts$/);

      const unbuilt = call(['migration:check']);
      expect(unbuilt.stdout).toContain(`${file} holds AddPets`);
      expect(unbuilt.stdout).toContain('are these compiled files, build first: npx nest build');
      expect(unbuilt.code).toBe(3);
      const twice = call(['migration:generate', 'AddPetsTwice']);
      expect(twice).toMatchObject({ code: 2, stderr: expect.stringContaining('does not find AddPets') as unknown });
      expect(written('src/migrations')).toEqual([file]);
      app.compile(`migrations/${file}`);
      expect(call(['migration:check'])).toMatchObject({ code: 0, stderr: '' });
      expect(call(['migration', 'run'])).toMatchObject({ code: 0 });
      expect(await database.query('SELECT FROM pets')).toEqual([]);
    }, 120_000);

    it('where package.json says, and nowhere in a build without sources', () => {
      migrating();
      rmSync(join(app.directory, 'src'), { recursive: true });
      const refused = call(['migration:create', 'AddPets']);
      expect(refused).toMatchObject({ code: 4, stderr: expect.stringContaining('this is a build') as unknown });
      settings({ migrations: 'database/steps' });
      expect(call(['migration:create', 'AddPets'])).toMatchObject({ code: 0 });
      expect(written('database/steps')).toHaveLength(1);
    }, 60_000);
  });

  it('says which server shadow databases may have, where the connected one is no place for them', () => {
    const production = { ENVIRONMENT: 'production' };
    const refused = call(['migration:check'], production);
    expect(refused).toMatchObject({ code: 4, stderr: expect.stringContaining('SHADOW_DATABASE_URL') as unknown });
  });
});
