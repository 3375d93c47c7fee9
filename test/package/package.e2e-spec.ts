import { existsSync, readFileSync, statSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join } from 'node:path';
import { preProcessFile } from 'typescript';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';
import { appSources, CONSUMER, MODULE_SYSTEMS, REGISTRATIONS } from './support/app.sources';
import { consumingApp, type Answer, type ConsumingApp } from './support/consuming.app';
import { packModule, ROOT, type PackedModule } from './support/packed.module';
import { appFaults, RESOLUTIONS } from './support/types.checker';

const root = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Record<string, unknown>;

describe('the packed module', () => {
  let packed: PackedModule;

  beforeAll(async () => {
    packed = await packModule();
  }, 180_000);

  afterAll(() => packed?.remove());

  const read = (file: string): string => readFileSync(join(packed.directory, file), 'utf8');
  const ending = (suffix: string): string[] => packed.files.filter((file) => file.endsWith(suffix));
  const doors = (): string[] =>
    Object.entries(packed.manifest.exports).flatMap(([door, entry]) => (typeof entry === 'string' ? [] : [door]));

  describe('holds', () => {
    it('code, types, licence and README, and nothing to install, to map or to test', () => {
      const expected = /^(dist\/.+\.(js|d\.ts|json|template)|package\.json|README\.md|LICENSE)$/;
      expect(packed.files.filter((file) => !expected.test(file))).toEqual([]);
      expect(packed.files).toEqual(expect.arrayContaining(['LICENSE', 'README.md']));
      expect(packed.files.filter((file) => /\.spec\./.test(file))).toEqual([]);
      expect(ending('.js').filter((file) => read(file).includes('sourceMappingURL'))).toEqual([]);
      expect(packed.manifest).not.toHaveProperty('scripts');
      expect(packed.manifest).not.toHaveProperty('devDependencies');
    });

    it("the root's version, licence and engines", () => {
      const { version, license, engines } = packed.manifest;
      expect({ version, license, engines }).toEqual({
        version: root.version,
        license: root.license,
        engines: root.engines,
      });
    });

    it('a peer TypeScript that its types compile with, and none that keeps an app from installing it', () => {
      // Its types have import attributes, which 5.3 brought; npm refuses an app's own 7 beside a peer of 6 only.
      expect(packed.manifest.peerDependencies.typescript).toBe('^5.3.0 || ^6.0.0 || ^7.0.0');
      expect(ending('.d.ts').some((file) => read(file).includes('resolution-mode'))).toBe(true);
    });

    it('only imports of its own files, of Node, and of what it declares', () => {
      const { dependencies, peerDependencies } = packed.manifest;
      const declared = new Set([...Object.keys(dependencies), ...Object.keys(peerDependencies)]);
      const faults = [...ending('.js'), ...ending('.d.ts')].flatMap((file) =>
        preProcessFile(read(file), true, true)
          .importedFiles.map(({ fileName }) => fileName)
          .filter((name) => {
            if (name.startsWith('node:')) return !builtinModules.includes(name.slice(5));
            if (!name.startsWith('.')) return !declared.has(/^(?:@[^/]+\/)?[^/]+/.exec(name)![0]);
            const suffix = file.endsWith('.d.ts') ? '.d.ts' : '.js';
            return !packed.files.includes(`${join(dirname(file), name)}${suffix}`);
          })
          .map((name) => `${file}: ${name}`),
      );
      expect(faults).toEqual([]);
    });

    it('types whose comments tell the defaults', () => {
      expect(read('dist/interfaces/lifecycle-options.interface.d.ts')).toContain('Default: `true`.');
    });

    it('no hint at a script or a variable that the app may not have', () => {
      const hints = [...ending('.js'), ...ending('.d.ts')].flatMap((file) =>
        [
          ...read(file).matchAll(
            /npm run (?!build)[\w:$]\S*|\b(?:db|migration):\w+ -- |[ `]db:[a-z]+|command: 'db:|\bDATABASE_(?:SSL_CA|POOL_SIZE|REPLICA_URLS)/g,
          ),
        ].map(([hint]) => `${file}: ${hint}`),
      );
      expect(hints).toEqual([]);
      expect(read('dist/start.bundle.js')).toContain('npx db-lifecycle migration:run');
    });
  });

  describe.each(MODULE_SYSTEMS)('in an app of %s', (_system, commonJs) => {
    let app: ConsumingApp;
    let database: TestDatabase;

    beforeAll(() => {
      app = consumingApp(packed, `app-${commonJs ? 'cjs' : 'esm'}`, { commonJs });
    });

    beforeEach(async () => {
      database = await createEmptyDatabase();
    });

    afterEach(() => database.drop());

    const start = (): Answer => app.node(['dist/main.js'], { DATABASE_URL: database.url });
    const program = (...args: string[]): Answer =>
      app.node(['node_modules/nest-database-lifecycle/dist/cli/bin/db-lifecycle.js', ...args], {
        DATABASE_URL: database.url,
      });
    const tables = async (): Promise<string[]> =>
      (
        await database.query<{ path: string }>(
          `SELECT schemaname || '.' || tablename AS path FROM pg_tables
           WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`,
        )
      ).map(({ path }) => path);

    it.each(REGISTRATIONS)(
      'boots by %s: creates what is missing',
      async (registration) => {
        app.build(appSources(registration, commonJs));
        const first = start();
        expect(first).toMatchObject({
          code: 0,
          stdout: expect.stringContaining('New tables to create: pets') as unknown,
        });
        const journal = registration === 'for-root-async' ? 'diary' : 'database_lifecycle_journal';
        const billing = ['billing.bills', 'billing.database_lifecycle_journal'];
        const expected = [`public.${journal}`, 'public.pets'];
        expect(await tables()).toEqual(registration === 'second-data-source' ? [...billing, ...expected] : expected);

        const pets = { n: registration === 'for-root' ? 1 : 0 };
        expect(await database.query('SELECT count(*)::int AS n FROM pets')).toEqual([pets]);
        // What is there is looked for in the same way, whoever has registered the module.
        if (registration !== 'for-root') return;
        const second = start();
        expect(second).toMatchObject({ code: 0, stdout: expect.not.stringContaining('New tables') as unknown });
        expect(await database.query('SELECT count(*)::int AS n FROM pets')).toEqual([pets]);
      },
      60_000,
    );

    it('has a program that acts on the root module by itself', async () => {
      app.build(appSources('for-root', commonJs));
      expect(program('status')).toMatchObject({
        code: 3,
        stdout: expect.stringContaining('New tables to create: pets\n  -> npx db-lifecycle init') as unknown,
        stderr: '',
      });
      expect(await tables()).toEqual([]);
      expect(program('init', '--seed')).toMatchObject({ code: 0 });
      expect(program('db:status')).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('pets: 1 record') as unknown,
      });
    }, 60_000);

    it('tells several DataSources apart', async () => {
      app.build(appSources('second-data-source', commonJs));
      expect(JSON.parse(program('status', '--json').stdout)).toMatchObject({ toCreate: ['public.pets'] });
      const billing = program('--data-source', 'billing', 'init', '--json');
      expect(JSON.parse(billing.stdout)).toMatchObject({ created: ['billing.bills'] });
      expect(program('status', '--data-source=ledger')).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('the DataSources default, billing, and none is named "ledger"') as unknown,
      });
    }, 60_000);

    it('loads by each door without its optional peers, and by all of them with those', () => {
      const full = consumingApp(packed, `full-${commonJs ? 'cjs' : 'esm'}`, { commonJs, optional: true });
      const load = (from: ConsumingApp, ...names: readonly string[]): Answer => {
        const loaded = names
          .map((door) => `'${door.replace('.', 'nest-database-lifecycle')}'`)
          .map((name) => `Object.keys(${commonJs ? `require(${name})` : `await import(${name})`})`);
        const script = `console.log(JSON.stringify([${loaded.join()}]))`;
        return from.node([`--input-type=${commonJs ? 'commonjs' : 'module'}`, '-e', script]);
      };
      const { code, stdout, stderr } = load(full, ...doors());
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(JSON.parse(stdout)).toEqual(doors().map(() => expect.arrayContaining([expect.any(String)]) as unknown));
      // Each in a process of its own: what one loads must not be what another lacks.
      for (const door of doors().filter((name) => name !== './health'))
        expect({ door, ...load(app, door) }).toMatchObject({ door, code: 0, stderr: '' });
      expect(load(app, './health')).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('@nestjs/terminus') as unknown,
      });
      expect(load(app, './errors/usage.error').stderr).toContain('ERR_PACKAGE_PATH_NOT_EXPORTED');
    }, 60_000);

    // A bundler finds the same, whatever the module system of the app.
    it.each(commonJs ? ['nodenext', 'node10'] : ['nodenext', 'bundler'])(
      'has types that hold under --strict, found by %s',
      (resolution) => {
        app.write('consumer.ts', CONSUMER);
        expect(appFaults(app, 'consumer.ts', RESOLUTIONS[resolution]!)).toEqual([]);
      },
      60_000,
    );
  });

  it('has a page of the site for each door', () => {
    const { entryPoints } = JSON.parse(readFileSync(join(ROOT, 'site', 'typedoc.json'), 'utf8')) as {
      entryPoints: readonly string[];
    };
    const pages = entryPoints.map((file) => /@module (\S+)/.exec(readFileSync(join(ROOT, 'site', file), 'utf8'))?.[1]);
    expect(new Set(pages)).toEqual(new Set(doors().map((door) => door.replace('.', 'nest-database-lifecycle'))));
  });

  it('has a program that may be executed, and an entry for each door', () => {
    const program = packed.manifest.bin['db-lifecycle']!;
    expect(statSync(join(packed.directory, program)).mode & 0o111).toBe(0o111);
    expect(read(program)).toMatch(/^#!\/usr\/bin\/env node\n/);
    for (const door of doors()) {
      const { types, default: code } = packed.manifest.exports[door] as { types: string; default: string };
      expect([types, code].filter((file) => !existsSync(join(packed.directory, file)))).toEqual([]);
    }
  });
});
