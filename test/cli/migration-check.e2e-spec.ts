import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Column, Entity, PrimaryGeneratedColumn, type MigrationInterface, type QueryRunner } from 'typeorm';
import { AppModule } from '../../src/app.module';
import type { MigrationCheck } from '../../src/database-lifecycle/interfaces/migration-check.interface';
import { readCatalog } from '../support/catalog';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';
import { CreateOwners1700000000000, GreetOwners1700000000001, Owner } from './entities';
import { appOn, callCli, json, type CliCall, type TestModuleOptions } from './support';

const MIGRATIONS = [CreateOwners1700000000000, GreetOwners1700000000001];

@Entity('owners')
class OwnerWithPhone {
  @PrimaryGeneratedColumn() id: number;
  @Column({ nullable: true, type: 'varchar' }) phone: string | null;
  @Column() name: string;
  @Column({ type: 'enum', enum: ['admin', 'staff'], default: 'staff', enumName: 'owners_role_enum' }) role: string;
}

class AddPhone1700000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE owners ADD COLUMN phone character varying');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE owners DROP COLUMN phone');
  }
}

class ForgetIndex1700000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX IF NOT EXISTS owners_by_name ON owners (name)');
  }

  async down(): Promise<void> {}
}

class Irreversible1700000000004 implements MigrationInterface {
  async up(): Promise<void> {}

  async down(): Promise<void> {
    throw new Error('there is no way back');
  }
}

class Fail1700000000005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('INSERT INTO owners (id, name) VALUES (1, NULL)');
  }

  async down(): Promise<void> {}
}

/** Undoes itself, and makes something else every second time. */
class Moody1700000000006 implements MigrationInterface {
  private static times = 0;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE mood (${(Moody1700000000006.times += 1) % 2 === 0 ? 'bad' : 'good'} int)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE mood');
  }
}

/** Leaves what a snapshot does not show, and makes something of it the next time, by the very same statements. */
class Secretive1700000000008 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`DO $$ BEGIN
      IF EXISTS (SELECT FROM pg_proc WHERE proname = 'left_over') THEN CREATE TABLE secret (id int); END IF;
    END $$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE OR REPLACE FUNCTION left_over() RETURNS int LANGUAGE sql RETURN 1');
    await runner.query('DROP TABLE IF EXISTS secret');
  }
}

/** Runs without a transaction, and leaves one open that it began by SQL: in up(), or on the way back. */
const leavingOpen = (step: 'up' | 'down') =>
  class LeaveOpen1700000000009 implements MigrationInterface {
    readonly transaction = false;

    async up(runner: QueryRunner): Promise<void> {
      if (step === 'up') await runner.query('BEGIN');
    }

    async down(runner: QueryRunner): Promise<void> {
      if (step === 'down') await runner.query('BEGIN');
    }
  };

class BuildConcurrently1700000000007 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX CONCURRENTLY built ON owners (name)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX CONCURRENTLY built');
  }
}

const source = (name: string) => `exports.${name} = class ${name} { async up() {} async down() {} };`;

describe('migration:check', () => {
  let database: TestDatabase;
  const check = (
    migrations: (new () => MigrationInterface)[],
    options: TestModuleOptions = {},
    { argv = [], ...cli }: CliCall & { argv?: string[] } = {},
  ) =>
    callCli(
      appOn(database.url, { entities: [Owner], providers: [], dataSource: { migrations }, ...options }),
      ['migration:check', ...argv],
      cli,
    );

  beforeEach(async () => {
    database = await createEmptyDatabase();
  });
  afterEach(() => database.drop());

  it('finds nothing where all is well, and leaves the connected database as it is', async () => {
    await database.query('CREATE TABLE owners (wrong int)');
    const before = await readCatalog(database.url);
    const answer = await check(MIGRATIONS);
    expect(answer.stdout).toMatch(
      /^✅ 2 migrations: in order, each undone by its down\(\), and together what the entities ask for \(\d+ ms\)\.\n$/,
    );
    expect({ exitCode: answer.exitCode, stderr: answer.stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(await readCatalog(database.url)).toEqual(before);
  });

  it.each(['tenant-1', 'Tenant-1,public', '"user"'])('works where the search path was typed as %s', async (path) => {
    await database.query('CREATE SCHEMA "tenant-1"; CREATE SCHEMA "user"');
    const url = new URL(database.url);
    url.searchParams.set('options', `-c search_path=${path}`);
    const answer = await check(MIGRATIONS, { dataSource: { migrations: MIGRATIONS, url: url.href } });
    expect(answer).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it('holds for this repository', async () => {
    const root = join(__dirname, '..', '..');
    const kept = { ...process.env };
    Object.assign(process.env, { DATABASE_URL: database.url, ENVIRONMENT: 'development' });
    try {
      const answer = await callCli({ module: AppModule }, ['migration:check', '--json'], {
        loadModule: () => AppModule,
        migrationsDirectory: join(root, 'migrations'),
      });
      expect(json(answer)).toMatchObject({ problems: [], failure: null, differences: [], roundTrip: null });
      expect(json<MigrationCheck>(answer).migrations).toContain('CreateUsersAndPets1764000000000');
      expect(answer.exitCode).toBe(0);
      expect(await readCatalog(database.url)).toEqual(expect.not.arrayContaining([expect.stringContaining('users')]));
    } finally {
      process.env = kept;
    }
  });

  it('names what entities have and migrations do not make; the place of a new column does not count', async () => {
    const ahead = await check(MIGRATIONS, { entities: [OwnerWithPhone] });
    expect(ahead.exitCode).toBe(3);
    expect(ahead.stdout).toContain('❌ The migrations do not make what the entities ask for, 1 difference:');
    expect(ahead.stdout).toContain('column public.owners.phone is missing, expected character varying');
    expect(ahead.stdout).toContain('npm run migration:generate -- <Name>');
    expect((await check([...MIGRATIONS, AddPhone1700000000002], { entities: [OwnerWithPhone] })).exitCode).toBe(0);
  });

  it('names a migration whose down forgets something', async () => {
    const answer = await check([...MIGRATIONS, ForgetIndex1700000000003, BuildConcurrently1700000000007]);
    expect(answer.exitCode).toBe(3);
    expect(answer.stdout).toContain('❌ ForgetIndex1700000000003: down() does not undo what up() did, 1 difference:');
    expect(answer.stdout).toContain('index public.owners.owners_by_name is not expected');
    expect(answer.stdout).toContain('2 migrations before it not tried.');
  });

  it('names a migration that makes something else the second time', async () => {
    const answer = await check([...MIGRATIONS, Moody1700000000006], {}, { argv: ['--json'] });
    expect(answer.exitCode).toBe(3);
    const { roundTrip } = json<MigrationCheck>(answer);
    expect(roundTrip).toMatchObject({ migration: 'Moody1700000000006', step: 'up again', untried: 0 });
    expect(roundTrip!.differences.map(({ object }) => object.path)).toEqual(['public.mood.good', 'public.mood.bad']);
  });

  it('names a migration that makes something else the second time, though it sends the same', async () => {
    class Harmless1700000000009 extends AddPhone1700000000002 {}
    const answer = await check(
      [...MIGRATIONS, Secretive1700000000008, Harmless1700000000009],
      {},
      { argv: ['--json'] },
    );
    expect(json<MigrationCheck>(answer).roundTrip).toMatchObject({
      migration: 'Secretive1700000000008',
      step: 'up again',
      differences: [{ object: { path: 'public.secret' } }],
      untried: 1,
    });
    expect(answer.exitCode).toBe(3);
  });

  it('names a migration that fails, up or down', async () => {
    const up = await check([...MIGRATIONS, Fail1700000000005]);
    expect(up.exitCode).toBe(1);
    expect(up.stdout).toMatch(/^❌ Migration Fail1700000000005 failed in up\(\): null value in column "name"/);
    const down = await check([...MIGRATIONS, Irreversible1700000000004]);
    expect(down.exitCode).toBe(1);
    expect(down.stdout).toBe('❌ Migration Irreversible1700000000004 failed in down(): there is no way back\n');
    class Text1700000000005 extends Fail1700000000005 {
      override up = (): Promise<void> => Promise.reject('not today' as unknown as Error);
    }
    const text = await check([...MIGRATIONS, Text1700000000005]);
    expect(text.stdout).toContain("Text1700000000005 failed in up(): it threw 'not today', which is no Error");
    class Half1700000000005 {}
    const half = await check([...MIGRATIONS, Half1700000000005 as typeof Fail1700000000005]);
    expect(half.stdout).toContain('Half1700000000005 failed in up(): its class has no up(), expected async up(');
  });

  it.each(['up', 'down'] as const)('names a migration that leaves a transaction open in %s()', async (step) => {
    const answer = await check([...MIGRATIONS, leavingOpen(step)]);
    expect(answer.exitCode).toBe(1);
    expect(answer.stdout).toContain(`❌ Migration LeaveOpen1700000000009 failed in ${step}(): it began a transaction`);
  });

  it.each(['up', 'down'] as const)('names a migration that ends its transaction in %s()', async (step) => {
    class End1700000000009 implements MigrationInterface {
      up = async (runner: QueryRunner) => (step === 'up' ? runner.query('COMMIT; BEGIN') : undefined);
      down = async (runner: QueryRunner) => (step === 'down' ? runner.query('ROLLBACK; BEGIN') : undefined);
    }
    const answer = await check([...MIGRATIONS, End1700000000009]);
    expect(answer.exitCode).toBe(1);
    expect(answer.stdout).toContain(`❌ Migration End1700000000009 failed in ${step}(): it ended the transaction`);
  });

  it('runs a migration without transaction without one', async () => {
    const dataSource = {
      migrations: [...MIGRATIONS, BuildConcurrently1700000000007],
      migrationsTransactionMode: 'each',
    };
    const answer = await check([], { dataSource } as TestModuleOptions);
    expect(answer.stdout).toContain('index public.owners.built is not expected');
    expect(answer.stdout.match(/❌/g)).toHaveLength(1);
    expect(answer.exitCode).toBe(3);
  });

  it('names migrations that are out of order, and what else is wrong', async () => {
    const swapped = await check([ForgetIndex1700000000003, ...MIGRATIONS]);
    expect(swapped.exitCode).toBe(3);
    expect(swapped.stdout).toContain(
      'Migration CreateOwners1700000000000 stands after ForgetIndex1700000000003 and runs before it.',
    );
    expect(swapped.stdout).toContain('❌ ForgetIndex1700000000003: down() does not undo what up() did');
    class Nameless extends GreetOwners1700000000001 {}
    expect((await check([Nameless])).stdout).toContain(
      'Migration Nameless: expected a class name that ends in 13 digits',
    );
  });

  it('only warns of two that share a timestamp, which may both have run everywhere', async () => {
    class Other1700000000001 extends GreetOwners1700000000001 {}
    const { stdout, exitCode } = await check([CreateOwners1700000000000, GreetOwners1700000000001, Other1700000000001]);
    expect(stdout).toContain(
      '⚠️ Migrations GreetOwners1700000000001 and Other1700000000001 have the same timestamp, and run in the order of the list. One that no',
    );
    expect(stdout).toContain('✅ 3 migrations: in order');
    expect(exitCode).toBe(0);
  });

  it('takes those of one timestamp as they are listed, as TypeORM runs them', async () => {
    class Second1700000000001 extends AddPhone1700000000002 {}
    class Third1700000000001 implements MigrationInterface {
      up = (runner: QueryRunner) => runner.query('ALTER TABLE owners ALTER COLUMN phone DROP NOT NULL');
      down = async (): Promise<void> => {};
    }
    const entities = { entities: [OwnerWithPhone] };
    expect((await check([...MIGRATIONS, Second1700000000001, Third1700000000001], entities)).exitCode).toBe(0);
    const other = await check([...MIGRATIONS, Third1700000000001, Second1700000000001], entities);
    expect(other.stdout).toContain('❌ Migration Third1700000000001 failed in up(): column "phone"');
  });

  const since = (name: string, migrations: (new () => MigrationInterface)[]) =>
    callCli(appOn(database.url, { entities: [Owner], dataSource: { migrations } }), [
      'migration:check',
      '--since',
      name,
    ]);

  describe('--since', () => {
    const history = [...MIGRATIONS, Irreversible1700000000004];
    it('undoes only what comes after the one that was deployed last', async () => {
      expect((await check(history)).stdout).toContain('there is no way back');
      const answer = await since('Irreversible1700000000004', [...history, BuildConcurrently1700000000007]);
      expect(answer.stdout).toContain('index public.owners.built is not expected');
      expect(answer.stdout.match(/❌/g)).toHaveLength(1);
      const none = await since('Irreversible1700000000004', history);
      expect(none.stdout).toMatch(
        /✅ 3 migrations: in order, each after Irreversible1700000000004 undone by its down()/,
      );
      expect(none.exitCode).toBe(0);
      const [first, ...others] = history;
      expect((await since('Irreversible1700000000004', [...others, first!])).exitCode).toBe(0);
      expect((await since('CreateOwners1700000000000', [...others, first!])).stdout).not.toContain('stands after');
      expect((await since('CreateOwners1700000000000', history.toReversed())).stdout).toContain('stands after');
    });

    it('still names what is not undone or done again behind it, and what is not of the code', async () => {
      const forgetful = await since('Irreversible1700000000004', [...history, Fail1700000000005]);
      expect(forgetful.stdout).toContain('❌ Migration Fail1700000000005 failed in up()');
      class Late1700000000009 extends ForgetIndex1700000000003 {}
      const left = await since('Irreversible1700000000004', [...history, AddPhone1700000000002, Late1700000000009]);
      expect(left.stdout).toContain('❌ Late1700000000009: down() does not undo what up() did');
      expect(left.stdout).not.toContain('not tried');
      class Moodily1700000000009 extends Moody1700000000006 {}
      const moody = await since('Irreversible1700000000004', [...history, Moodily1700000000009]);
      expect(moody.stdout).toContain('❌ Moodily1700000000009: up() after down() does not make what it made first');
      const unknown = await since('Nowhere1700000000000', history);
      expect(unknown.exitCode).toBe(2);
      expect(unknown.stderr).toContain('has no migration Nowhere1700000000000');
    });
  });

  describe('of an app that leaves extensions to TypeORM', () => {
    @Entity('keys', { orderBy: { id: 'ASC' } })
    class Key {
      @PrimaryGeneratedColumn('uuid') id: string;
    }
    class CreateKeys1700000000000 implements MigrationInterface {
      async up(runner: QueryRunner): Promise<void> {
        await runner.query(
          'CREATE TABLE keys (id uuid NOT NULL DEFAULT uuid_generate_v4(), CONSTRAINT "PK_2ec7ae1f4aea5a1e0d7a4ecb0b4" PRIMARY KEY (id))',
        );
      }
      async down(runner: QueryRunner): Promise<void> {
        await runner.query('DROP TABLE keys');
      }
    }
    const installing = (installExtensions: boolean, argv = ['migration:check']) =>
      callCli(
        appOn(database.url, {
          entities: [Key],
          dataSource: { migrations: [CreateKeys1700000000000], installExtensions, uuidExtension: 'uuid-ossp' },
        }),
        argv,
      );

    it('has them in the shadows, too', async () => {
      const answer = await installing(true);
      expect(answer.stdout).not.toContain('uuid_generate_v4() does not exist');
      expect(answer.stdout).not.toContain('extension');
    });

    it('else says what helps', async () => {
      const answer = await installing(false);
      expect(answer.exitCode).toBe(1);
      expect(answer.stdout).toContain('function uuid_generate_v4() does not exist');
      expect(answer.stdout).toContain('-> That is of the extension uuid-ossp, which nothing has installed here');
      expect((await installing(false, ['migration:run'])).stderr).toContain(
        'put CREATE EXTENSION IF NOT EXISTS "uuid-ossp" into the first migration that needs it',
      );
    });
  });

  it('names a file that is broken, empty, misnamed or not found by the DataSource', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'migrations-'));
    const checkFiles = (migrations: (new () => MigrationInterface)[]) =>
      check(migrations, {}, { migrationsDirectory: directory });
    try {
      await writeFile(join(directory, '1700000000008-Empty.js'), 'exports.nothing = 1;');
      await writeFile(join(directory, '1700000000009-Lost.js'), source('Lost1700000000009'));
      await writeFile(join(directory, '1700000000099-Moved.js'), source('AddPhone1700000000002'));
      const answer = await checkFiles([...MIGRATIONS, AddPhone1700000000002]);
      expect(answer.exitCode).toBe(3);
      expect(answer.stdout).toContain(`${directory}/1700000000008-Empty.js exports no migration`);
      expect(answer.stdout).toContain(
        `${directory}/1700000000009-Lost.js holds Lost1700000000009, which the DataSource`,
      );
      expect(answer.stdout).toContain(`${directory}/1700000000099-Moved.js holds AddPhone1700000000002, which runs at`);

      await writeFile(join(directory, '1700000000010-Broken.js'), `throw new Error('half written');`);
      const broken = await checkFiles(MIGRATIONS);
      expect(broken.exitCode).toBe(1);
      expect(broken.stdout).toBe(`❌ ${directory}/1700000000010-Broken.js does not load: half written\n`);
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it('knows each way in which a file may hold migrations', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'migrations-'));
    const methods = 'async up() {} async down() {}';
    const files = {
      '1700000000002-AsModule.js': `module.exports = class AsModule1700000000002 { ${methods} }`,
      '1700000000003-AsDefault.js': `class A1700000000003 { ${methods} } exports.default = A1700000000003;`,
      '1700000000004-Named.js': `exports.Named = class Named { name = 'Named1700000000004'; ${methods} }`,
      '1700000000005-Several.js': `exports.A = class A1700000000005 { ${methods} }; exports.B = class B1700000000006 { ${methods} };`,
      '1700000000007-Listed.js': `exports.all = [class A1700000000007 { ${methods} }];`,
      '1700000000008-Arrow.js': `exports.A1700000000008 = class { name = 'A1700000000008'; up = async () => {}; down = async () => {}; }`,
    };
    try {
      for (const [file, text] of Object.entries(files)) await writeFile(join(directory, file), text);
      const own = {
        entities: [Owner],
        providers: [],
        dataSource: { migrations: [...MIGRATIONS, join(directory, '*')] },
      };
      const answer = await callCli(appOn(database.url, own as TestModuleOptions), ['migration:check'], {
        migrationsDirectory: directory,
      });
      expect(answer.stdout).toContain('✅ 9 migrations: in order');
      expect(answer.exitCode).toBe(0);

      await writeFile(join(directory, '1700000000009-Lost.js'), files['1700000000004-Named.js'].replace('04', '09'));
      const lost = await check([], own as TestModuleOptions, { migrationsDirectory: directory });
      expect(lost.stdout).toContain('✅ 10 migrations');
      const generated = await callCli(
        appOn(database.url, { ...own, dataSource: { migrations: MIGRATIONS } } as TestModuleOptions),
        ['migration:generate', 'Again'],
        { migrationsDirectory: directory },
      );
      expect(generated.stderr).toContain('Named1700000000004');
      expect(generated.exitCode).toBe(2);
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it.each(['migration:check', 'migration:show'])(
    'names a broken file that the app’s own glob finds, in %s',
    async (command) => {
      const directory = await mkdtemp(join(tmpdir(), 'migrations-'));
      try {
        await writeFile(join(directory, '1700000000000-Fine.js'), source('Fine1700000000000'));
        await writeFile(join(directory, '1700000000001-Broken.js'), `const half = ;`);
        const dataSource = { migrations: [join(directory, '*.js')] };
        const call = (more: CliCall = {}) =>
          callCli(appOn(database.url, { entities: [Owner], providers: [], dataSource }), [command, '--json'], more);
        const answer = await call({ migrationsDirectory: directory });
        expect(answer.exitCode).toBe(1);
        expect(answer.stderr).toContain(`${directory}/1700000000001-Broken.js does not load: `);
        expect(json<{ error: { message: string } }>(answer).error.message).toContain('1700000000001-Broken.js');
        expect((await call()).exitCode).toBe(1);
      } finally {
        await rm(directory, { recursive: true });
      }
    },
  );

  it('is refused in production', async () => {
    const refused = await check(MIGRATIONS, { lifecycle: { environment: 'production' } });
    expect(refused.exitCode).toBe(4);
    expect(refused.stderr).toContain('environment "production"');
  });
});
