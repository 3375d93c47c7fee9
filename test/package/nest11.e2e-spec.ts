import { copyFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';
import { appSources, CONSUMER, MODULE_SYSTEMS } from './support/app.sources';
import { appIn, type ConsumingApp } from './support/consuming.app';
import { packModule } from './support/packed.module';
import { installPinned, npmFailure } from './support/pinned.install';
import { appFaults, RESOLUTIONS } from './support/types.checker';

/** Under a logger that writes JSON, each line of a start. */
interface Line {
  readonly message: string | object;
}

const phasesOf = (lines: readonly Line[]): readonly Line['message'][] =>
  lines.map(({ message }) => message).filter((message) => typeof message === 'object');
const having = (facts: object): unknown => expect.objectContaining(facts);

const HEALTH_IMPORTS = `import { TerminusModule } from '@nestjs/terminus';
import { DatabaseLifecycleHealthIndicator } from 'nest-database-lifecycle/health';
`;
const MAIN_IMPORTS = `import { ConsoleLogger } from '@nestjs/common';
import { DatabaseLifecycleHealthIndicator } from 'nest-database-lifecycle/health';
`;
/** What a probe would be told, as a line of its own. */
const READY = `console.log(JSON.stringify({ message: await app.get(DatabaseLifecycleHealthIndicator).isReady() }));
await app.close`;

/** Terminus has a release for each of Nest's, too. */
const sourcesOf = (commonJs: boolean): Readonly<Record<string, string>> => {
  const sources = appSources('for-root', commonJs);
  return {
    ...sources,
    'app.module.ts': sources['app.module.ts']!.replace(/^/, HEALTH_IMPORTS)
      .replace('imports: [', 'imports: [TerminusModule, ')
      .replace('providers: [', 'providers: [DatabaseLifecycleHealthIndicator, '),
    'main.ts': sources['main.ts']!.replace(/^/, MAIN_IMPORTS)
      .replace('{ abortOnError: false }', '{ abortOnError: false, logger: new ConsoleLogger({ json: true }) }')
      .replace('await app.close', READY),
  };
};

const { directory, missing } = installPinned('nest11');
if (missing) process.stderr.write(`Skipped test/package beside Nest 11: ${missing}\n`);

// With TypeORM 1: @nestjs/typeorm allows both since 11.0.1.
(missing ? describe.skip : describe)('the packed module beside Nest 11', () => {
  beforeAll(async () => {
    const { tarball, remove } = await packModule();
    remove();
    copyFileSync(tarball, join(directory, basename(tarball)));
    // A peer that does not fit fails it, be it another package's.
    const failure = npmFailure(directory, 'install', '--strict-peer-deps', `./${basename(tarball)}`);
    if (failure) throw new Error(`npm install of the packed module beside Nest 11: ${failure}`);
  }, 300_000);

  describe.each(MODULE_SYSTEMS)('in an app of %s', (_system, commonJs) => {
    let app: ConsumingApp;
    let database: TestDatabase;

    beforeAll(async () => {
      app = appIn(directory, { commonJs });
      app.build(sourcesOf(commonJs));
      database = await createEmptyDatabase();
    });

    afterAll(() => database?.drop());

    const start = (): readonly Line[] => {
      const { code, stdout, stderr } = app.node(['dist/main.js'], { DATABASE_URL: database.url });
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      return stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Line);
    };

    it('creates what is missing, then leaves it as found, and tells each phase in one line of JSON', async () => {
      const first = start();
      expect(first).toContainEqual(having({ message: '🆕 New tables to create: pets' }));
      expect(phasesOf(first)).toEqual([
        having({ phase: 'create', text: expect.stringContaining('Created 1 table'), created: ['public.pets'] }),
        having({ phase: 'seed', text: expect.stringContaining('Seeded pets'), rows: 1 }),
        { database: { status: 'up' } },
      ]);

      const [create, ...rest] = phasesOf(start());
      expect(create).toMatchObject({ phase: 'create', created: [], existing: 1, statements: 0 });
      expect(rest).toEqual([{ database: { status: 'up' } }]);
      expect(await database.query('SELECT count(*)::integer AS pets FROM pets')).toEqual([{ pets: 1 }]);
    }, 60_000);

    it('has commands that answer, although a hook of the app wants what only a start begins', () => {
      const worker =
        "{ provide: 'WORKER', useValue: { onModuleDestroy: () => Promise.reject(new Error('not begun')) } }, ";
      const module = sourcesOf(commonJs)['app.module.ts']!.replace('providers: [', `providers: [${worker}`);
      app.build({ 'worker.module.ts': module });
      const program = 'node_modules/nest-database-lifecycle/dist/cli/bin/db-lifecycle.js';
      const status = app.node([program, 'status', '--json', '--module', 'dist/worker.module.js'], {
        DATABASE_URL: database.url,
      });
      expect(status).toMatchObject({ code: 0, stderr: '' });
      expect(JSON.parse(status.stdout)).toMatchObject({ toCreate: [] });
    }, 60_000);

    it('has types that hold under --strict', () => {
      app.write('src/consumer.ts', `import './main.js';\n${CONSUMER}`);
      expect(appFaults(app, 'src/consumer.ts', RESOLUTIONS.nodenext!)).toEqual([]);
    }, 60_000);
  });
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));
