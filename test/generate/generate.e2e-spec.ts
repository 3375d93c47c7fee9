import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Check,
  Column,
  Entity,
  ForeignKey,
  Index,
  ManyToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  Tree,
  TreeChildren,
  TreeParent,
  Unique,
  ViewColumn,
  ViewEntity,
  type ColumnOptions,
  type MigrationInterface,
} from 'typeorm';
import type { Rehearsal } from '../../src/database-lifecycle/interfaces/rehearsal.interface';
import type { MigrationLoss } from '../../src/database-lifecycle/interfaces/migration-draft.interface';
import { appOn, callCli, json, type CliAnswer, type CliCall } from '../cli/support';
import { serverVersion } from '../support/server-version';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';

type Entities = readonly (new () => object)[];

interface GenerateJson {
  readonly generated: readonly { readonly name: string; readonly file: string; readonly statements: number }[];
  readonly losses: readonly MigrationLoss[];
}

const COLUMNS: Readonly<Record<string, ColumnOptions>> = {
  name: { type: 'varchar', length: 20, default: 'nobody' },
  phone: { type: 'varchar', nullable: true },
  role: { type: 'enum', enum: ['admin', 'staff'], default: 'staff' },
  tags: { type: 'enum', enum: ['x', 'y'], array: true, default: ['x'] },
  age: { type: 'int', nullable: true },
};

/** The same entity with other columns; undefined takes one away. */
function owner(
  changes: Readonly<Record<string, ColumnOptions | undefined>> = {},
  {
    table = 'owners',
    self = false,
    decorators = [] as ClassDecorator[],
    schema = undefined as string | undefined,
  } = {},
): new () => object {
  class Owner {}
  PrimaryGeneratedColumn()(Owner.prototype, 'id');
  for (const [name, options] of Object.entries({ ...COLUMNS, ...changes }))
    if (options) Column(options)(Owner.prototype, name);
  if (self) ManyToOne(() => Owner)(Owner.prototype, 'parent');
  for (const decorate of [Entity(table, { schema }), ...decorators]) decorate(Owner);
  return Owner;
}

const orderLines = (columns: Record<string, ColumnOptions>, decorators: ClassDecorator[] = []) =>
  owner({ ...columns, name: undefined, tags: undefined }, { table: 'Order Lines', decorators });

/** Owners that need a sequence and a function, which no entity makes. */
const using = (changes: Record<string, ColumnOptions | undefined> = {}) => [
  owner(
    {
      phone: { type: 'varchar', default: () => `nextval('phone_number')::text` },
      loud: { type: 'text', asExpression: 'shout("name")', generatedType: 'STORED' },
      ...changes,
    },
    { decorators: [Check('quiet', `shout("name") <> 'X'`) as ClassDecorator] },
  ),
];

/** Pets refer to the age of an owner, and check their own. */
const both = (type: 'int' | 'bigint'): Entities => {
  const age = { type, nullable: true };
  const Parent = owner({ age }, { decorators: [Unique(['age']) as ClassDecorator] });
  const key = ForeignKey(() => Parent, ['age'], ['age']);
  const decorators = [Check('is_grown', 'age > 17') as ClassDecorator, key as ClassDecorator];
  return [Parent, owner({ age }, { table: 'pets', decorators })];
};

const indexed = (...indexes: unknown[]) => [owner({}, { decorators: indexes as ClassDecorator[] })];

/** Without and with a closure table. */
const category = (isTree: boolean) => {
  class Category {}
  PrimaryGeneratedColumn()(Category.prototype, 'id');
  if (isTree) {
    TreeParent()(Category.prototype, 'parent');
    TreeChildren()(Category.prototype, 'children');
  } else ManyToOne(() => Category)(Category.prototype, 'parent');
  for (const decorate of [Entity('categories'), ...(isTree ? [Tree('closure-table')] : [])]) decorate(Category);
  return Category;
};

@ViewEntity({ name: 'owner_names', expression: `SELECT id, name FROM owners WHERE name <> ''` })
class OwnerName {
  @ViewColumn() id: number;
  @ViewColumn() name: string;
}

@ViewEntity({ name: 'owner_names', expression: `SELECT id, name, age FROM owners WHERE name <> ''` })
class OwnerNameAndAge extends OwnerName {
  @ViewColumn() age: number;
}

describe('migration:generate', () => {
  let database: TestDatabase;
  let directory: string;
  let migrations: (new () => MigrationInterface)[];

  const app = (entities: Entities, dataSource: object = {}) =>
    appOn(database.url, { entities: [...entities], providers: [], dataSource: { migrations, ...dataSource } });

  const call = (argv: string[], entities: Entities, cli: CliCall = {}) =>
    callCli(app(entities), argv, { migrationsDirectory: directory, ...cli });

  const generate = (name: string, entities: Entities, flags: string[] = [], cli: CliCall = {}) =>
    call(['migration:generate', name, ...flags], entities, cli);

  /** Generates, and has the app know what was written. */
  async function generated(
    name: string,
    entities: Entities,
    flags: string[] = [],
  ): Promise<GenerateJson & { sources: string[] }> {
    const answer = await generate(name, entities, [...flags, '--json']);
    if (answer.exitCode !== 0) throw new Error(answer.stderr);
    const document = json<GenerateJson>(answer);
    for (const { file } of document.generated)
      migrations.push(...Object.values(require(file) as Record<string, new () => MigrationInterface>));
    const sources = await Promise.all(document.generated.map(({ file }) => readFile(file, 'utf8')));
    return { ...document, sources };
  }

  const run = async (entities: Entities): Promise<void> => {
    const answer = await call(['migration:run'], entities);
    expect({ exitCode: answer.exitCode, stderr: answer.stderr }).toEqual({ exitCode: 0, stderr: '' });
  };

  /** The database as the migrations make it, with rows. */
  async function migrated(entities: Entities = [owner(), OwnerName]): Promise<void> {
    await generated('Create', entities);
    await run(entities);
    await database.query(`INSERT INTO owners (name, phone, age) VALUES ('Ada', '1', 36), ('Ben', NULL, NULL)`);
  }

  const files = () => readdir(directory);
  const refused = async (answer: CliAnswer, before: string[]): Promise<string> => {
    expect(answer.exitCode).toBe(4);
    expect(await files()).toEqual(before);
    return answer.stderr;
  };

  const unseen = async (dataSource: object, flags: string[] = []): Promise<string> => {
    const before = await files();
    const answer = await callCli(app([owner(), OwnerName], dataSource), ['migration:generate', 'Again', ...flags], {
      migrationsDirectory: directory,
    });
    expect(answer).toMatchObject({ exitCode: 2, stdout: '' });
    expect(await files()).toEqual(before);
    return answer.stderr;
  };

  /** What hangs on the view, and which one it is. */
  const attached = async () =>
    JSON.stringify(
      await database.query(`SELECT reloptions::text, relacl::text,
        (SELECT json_agg(json_build_array(attname, attacl::text, pg_get_expr(adbin, adrelid), col_description(c.oid, attnum)) ORDER BY attname)
          FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum WHERE attrelid = c.oid AND attname IN ('id', 'name')) AS columns,
        (SELECT json_agg(pg_get_triggerdef(oid)) FROM pg_trigger WHERE tgrelid = c.oid) AS triggers,
        (SELECT json_agg(pg_get_ruledef(oid)) FROM pg_rewrite WHERE ev_class = c.oid AND rulename <> '_RETURN') AS rules
        FROM pg_class c WHERE oid = 'owner_names'::regclass`),
    );
  const oid = () => database.query(`SELECT 'owner_names'::regclass::oid AS oid`);

  beforeEach(async () => {
    database = await createEmptyDatabase();
    directory = await mkdtemp(join(tmpdir(), 'generate-'));
    migrations = [];
  });
  afterEach(async () => {
    await database.drop();
    await rm(directory, { recursive: true });
  });

  it('lengthens a column and keeps its values, under a view (typeorm#3357)', async () => {
    const entities = [owner({ name: { type: 'varchar', length: 80, default: 'nobody' } }), OwnerName];
    await migrated();
    const { sources, losses } = await generated('Lengthen', entities);
    expect(losses).toEqual([]);
    expect(sources).toHaveLength(1);
    expect(sources[0]).toContain('ALTER TABLE "owners" ALTER COLUMN "name" TYPE character varying(80)');
    expect(sources[0]).not.toMatch(/(ADD|DROP) COLUMN/);
    expect(sources[0]!.split('async down')[0]).not.toContain('Writes the whole table');
    await run(entities);
    expect(await database.query('SELECT name FROM owner_names ORDER BY id')).toEqual([
      { name: 'Ada' },
      { name: 'Ben' },
    ]);
    await database.query(`INSERT INTO owners (name) VALUES (repeat('x', 80))`);

    const revert = await call(['migration:revert'], entities);
    expect(revert.stderr).toContain('value too long');
    await database.query('DELETE FROM owners WHERE length(name) > 20');
    expect((await call(['migration:revert'], entities)).exitCode).toBe(0);
    expect(await database.query('SELECT name FROM owner_names ORDER BY id')).toEqual([
      { name: 'Ada' },
      { name: 'Ben' },
    ]);
  });

  it('a view that is made anew, or replaced, has its options, privileges, defaults and triggers again', async () => {
    // PostgreSQL 14 has no security_invoker.
    const [set, reset, shown] =
      serverVersion() >= 150_000
        ? ['security_invoker = true, security_barrier', 'security_invoker, security_barrier', 'security_invoker=true']
        : ['security_barrier', 'security_barrier', 'security_barrier'];
    class Attached1800000000000 implements MigrationInterface {
      async up(runner: Parameters<MigrationInterface['up']>[0]): Promise<void> {
        for (const sql of [
          `ALTER VIEW owner_names SET (${set})`,
          'GRANT SELECT, INSERT ON owner_names TO pg_monitor WITH GRANT OPTION',
          'GRANT UPDATE (name) ON owner_names TO PUBLIC',
          `ALTER VIEW owner_names ALTER name SET DEFAULT 'it''s'`,
          `COMMENT ON COLUMN owner_names.name IS 'of persons'`,
          `CREATE FUNCTION named() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'`,
          'CREATE TRIGGER "on insert" INSTEAD OF INSERT ON owner_names FOR EACH ROW EXECUTE FUNCTION named()',
          'CREATE RULE no_delete AS ON DELETE TO owner_names DO INSTEAD NOTHING',
        ])
          await runner.query(sql);
      }
      async down(runner: Parameters<MigrationInterface['up']>[0]): Promise<void> {
        for (const sql of [
          'DROP RULE no_delete ON owner_names',
          'DROP TRIGGER "on insert" ON owner_names',
          'DROP FUNCTION named()',
          'COMMENT ON COLUMN owner_names.name IS NULL',
          'ALTER VIEW owner_names ALTER name DROP DEFAULT',
          'REVOKE UPDATE (name) ON owner_names FROM PUBLIC',
          'REVOKE ALL ON owner_names FROM pg_monitor',
          `ALTER VIEW owner_names RESET (${reset})`,
        ])
          await runner.query(sql);
      }
    }
    await migrated();
    migrations.push(Attached1800000000000);
    await run([owner(), OwnerName]);
    const [before, former] = [await attached(), await oid()];
    expect(before).toContain(shown);

    const Longer = owner({ name: { type: 'varchar', length: 80, default: 'nobody' } });
    await generated('Lengthen', [Longer, OwnerName]);
    await run([Longer, OwnerName]);
    expect(await oid()).not.toEqual(former);
    expect(await attached()).toBe(before);
    expect((await call(['migration:revert'], [Longer, OwnerName])).exitCode).toBe(0);
    expect(await attached()).toBe(before);
    await run([Longer, OwnerName]);

    const made = await oid();
    await generated('Widen', [Longer, OwnerNameAndAge]);
    await run([Longer, OwnerNameAndAge]);
    expect(await oid()).toEqual(made);
    expect(await attached()).toBe(before);

    const renamed = [
      owner({ name: { type: 'varchar', length: 80 }, age: undefined, years: { type: 'int', nullable: true } }),
      OwnerName,
    ];
    await generated('Rename', renamed, ['--rename', 'owners.age:years']);
    await run(renamed);
    expect(await attached()).toBe(before);
  });

  it('converts by USING what no assignment converts, with its default', async () => {
    const changes: Record<string, ColumnOptions> = {
      phone: { type: 'int', nullable: true },
      name: { type: 'text', default: 'nobody' },
    };
    const entities = [owner(changes), OwnerName];
    await migrated();
    const { sources } = await generated('Convert', entities, ['--allow-data-loss']);
    expect(sources.join()).toContain('ALTER COLUMN "phone" TYPE integer USING "phone"::integer');
    expect(sources.join()).toMatch(/Converts values from character varying to\s+\/\/ integer, and fails where/);
    await run(entities);
    expect(await database.query('SELECT name, phone FROM owners ORDER BY id')).toEqual([
      { name: 'Ada', phone: 1 },
      { name: 'Ben', phone: null },
    ]);
  });

  it('compares with the migrations, whatever the connected database holds (typeorm#9867, #2194)', async () => {
    const init = await call(['db:init'], [owner(), OwnerName]);
    expect(init.exitCode).toBe(0);
    const { sources } = await generated('Create', [owner(), OwnerName]);
    expect(sources[0]).toContain('CREATE TABLE "owners" (');
    expect(sources[0]).toContain('CREATE VIEW "owner_names"');
    const again = await generate('Again', [owner(), OwnerName]);
    expect(again.stdout).toContain('Nothing has changed');
    expect(again.exitCode).toBe(0);
    expect(await files()).toHaveLength(1);
    expect(json(await generate('Again', [owner(), OwnerName], ['--json']))).toEqual({
      generated: [],
      losses: [],
      drops: [],
    });
  });

  it('refuses a default that is the time of its making, which no migration would ever equal', async () => {
    @Entity('visits')
    class Visit {
      @PrimaryColumn() id: number;
      @Column({ type: 'timestamptz', default: 'now()' }) at: Date;
    }
    const { exitCode, stderr } = await generate('Visits', [Visit]);
    expect(stderr).toContain(`public.visits.at: its default is the text 'now()'`);
    expect(stderr).toContain(`default: () => 'now()'`);
    expect(exitCode).toBe(4);
    expect(await files()).toEqual([]);
  });

  describe('where the DataSource does not have the migrations that are there', () => {
    it('writes nothing once more, and names them and the option', async () => {
      const [{ name } = { name: '' }] = (await generated('Create', [owner(), OwnerName])).generated;
      const said = await unseen({ migrations: [] });
      expect(said)
        .toBe(`The DataSource's option migrations does not find ${name} of ${directory}, so that a migration generated now would make once more what it makes; no file was written.
  -> Name them in the DataSource's option, as classes or as files: migrations: [__dirname + '/migrations/*.{js,ts}']
`);
      const compiled = await unseen({ migrations: ['dist/no/*.js'] }, ['--dry-run']);
      expect(compiled).toContain(
        '-> The option names dist/no/*.js; are these compiled files, build first: npx nest build',
      );
      expect((await generate('Again', [owner(), OwnerName])).exitCode).toBe(0);
    });

    it('takes a file that does not load by its digits, as it may be there compiled', async () => {
      await generated('Create', [owner(), OwnerName]);
      const [file = ''] = await files();
      const kept = await readFile(join(directory, file), 'utf8');
      await rm(join(directory, file));
      const unloadable = `import 'no/such/alias';\n${kept}`;
      await writeFile(join(directory, file.replace('.ts', '-Same.ts')), unloadable);
      expect((await generate('Again', [owner(), OwnerName])).stdout).toContain('Nothing has changed');

      await writeFile(join(directory, '1700000000000-Lost.ts'), unloadable);
      const answer = await generate('Again', [owner(), OwnerName]);
      expect(answer.exitCode).toBe(1);
      expect(answer.stderr).toContain(`${directory}/1700000000000-Lost.ts does not load: `);
    });
  });

  describe('a rename', () => {
    const Renamed = owner({ name: undefined, fullName: COLUMNS.name, role: undefined, duty: COLUMNS.role });

    it('is not guessed: both command lines are given', async () => {
      await migrated();
      const said = await refused(await generate('Rename', [Renamed]), await files());
      expect(said).toBe(`Renamed, or one dropped and another added? That is not guessed:
   owners.name -> fullName
   owners.role -> duty
  -> Renamed: npm run migration:generate -- Rename --rename owners.name:fullName,owners.role:duty
  -> Dropped and added, with the loss of what is dropped: npm run migration:generate -- Rename --no-rename --allow-data-loss
`);
    });

    const holdsWhatItHeld = async (): Promise<void> => {
      await run([Renamed]);
      expect(await database.query('SELECT "fullName", duty FROM owners ORDER BY id')).toEqual([
        { fullName: 'Ada', duty: 'staff' },
        { fullName: 'Ben', duty: 'staff' },
      ]);
      expect(await database.query(`SELECT to_regtype('owners_duty_enum')::text AS type`)).toEqual([
        { type: 'owners_duty_enum' },
      ]);
      const reverted = await call(['migration:revert', '--steps', String(migrations.length - 1)], [Renamed]);
      expect(reverted.exitCode).toBe(0);
      expect(await database.query('SELECT name FROM owner_names ORDER BY id')).toEqual([
        { name: 'Ada' },
        { name: 'Ben' },
      ]);
    };

    it('keeps the values, and renames the type, when it is told', async () => {
      await migrated();
      const { sources, losses } = await generated(
        'Rename',
        [Renamed],
        ['--rename', 'owners.name:fullName,owners.role:duty'],
      );
      expect(losses).toEqual([]);
      expect(sources.join()).toContain('ALTER TABLE "owners" RENAME COLUMN "name" TO "fullName"');
      expect(sources.join()).toContain('ALTER TYPE "owners_role_enum" RENAME TO "owners_duty_enum"');
      expect(sources.join()).not.toMatch(/(ADD|DROP) COLUMN/);
      await holdsWhatItHeld();
    });

    it('is asked about on a terminal', async () => {
      await migrated();
      const answer = await generate('Rename', [Renamed], ['--json'], { typed: 'y\n' });
      expect(answer.stderr).toContain('Was it renamed, owners.name -> fullName? [y/N]');
      expect(answer.exitCode).toBe(0);
      for (const { file } of json<GenerateJson>(answer).generated)
        migrations.push(...Object.values(require(file) as Record<string, new () => MigrationInterface>));
      await holdsWhatItHeld();
    });

    it('drops and adds when nothing was renamed, and then needs consent', async () => {
      await migrated();
      const said = await refused(await generate('Replace', [Renamed], ['--no-rename']), await files());
      expect(said).toContain(`This migration would lose data:
   public.owners.name: drops the column with all its values
   public.owners.role: drops the column with all its values
  -> If you mean it: npm run migration:generate -- Replace --no-rename --allow-data-loss`);
      const { sources } = await generated('Replace', [Renamed], ['--no-rename', '--allow-data-loss']);
      expect(sources.join()).toContain(
        '    // Loses the values of the column.\n    await queryRunner.query(`ALTER TABLE "owners" DROP COLUMN "name"`)',
      );
      await run([Renamed]);
      expect(await database.query('SELECT "fullName" FROM owners')).toEqual([
        { fullName: 'nobody' },
        { fullName: 'nobody' },
      ]);
    });

    it('of a table takes its sequence, keys and indexes along', async () => {
      const decorators = [Index(['name']), Unique(['phone'])] as ClassDecorator[];
      const Owner = owner({}, { self: true, decorators });
      const Person = owner({}, { table: 'people', self: true, decorators });
      await migrated([Owner]);
      const { sources, losses } = await generated('Rename', [Person], ['--rename', 'owners:people']);
      expect(losses).toEqual([]);
      expect(sources).toHaveLength(1);
      for (const statement of [
        'ALTER TABLE "owners" RENAME TO "people"',
        'ALTER SEQUENCE "owners_id_seq" RENAME TO "people_id_seq"',
        'RENAME CONSTRAINT',
        'ALTER INDEX',
        'ALTER TYPE "owners_role_enum" RENAME TO "people_role_enum"',
      ])
        expect(sources[0]).toContain(statement);
      expect(sources[0]).not.toMatch(/CREATE|DROP|ADD/);
      await run([Person]);
      expect(await database.query('SELECT name FROM people ORDER BY id')).toEqual([{ name: 'Ada' }, { name: 'Ben' }]);
      await database.query(`INSERT INTO people (name) VALUES ('Cleo')`);
    });

    it('of a table to another schema keeps its rows, and takes its type, sequence, keys and indexes along', async () => {
      const decorators = [Index(['name']), Unique(['phone'])] as ClassDecorator[];
      const Moved = owner({}, { schema: 'shop', self: true, decorators });
      await migrated([owner({}, { self: true, decorators })]);
      expect(await refused(await generate('Move', [Moved]), await files())).toContain('owners -> shop.owners');
      const { sources, losses } = await generated('Move', [Moved], ['--rename', 'owners:shop.owners']);
      expect(losses).toEqual([]);
      expect(sources).toHaveLength(1);
      for (const statement of [
        'CREATE SCHEMA "shop"',
        'ALTER TABLE "owners" SET SCHEMA "shop"',
        'ALTER TYPE "owners_role_enum" SET SCHEMA "shop"',
      ])
        expect(sources[0]).toContain(statement);
      expect(sources[0]).not.toMatch(/DROP (?!SCHEMA)|ADD|SET DEFAULT/);
      await run([Moved]);
      const names = [{ name: 'Ada' }, { name: 'Ben' }];
      expect(await database.query('SELECT name FROM shop.owners ORDER BY id')).toEqual(names);
      await database.query(`INSERT INTO shop.owners (name) VALUES ('Cleo')`);
      expect((await call(['migration:revert'], [Moved])).exitCode).toBe(0);
      expect(await database.query('SELECT name FROM owners ORDER BY id')).toEqual([...names, { name: 'Cleo' }]);
      const { sources: both } = await generated(
        'Move',
        [owner({}, { table: 'people', self: true, decorators })],
        ['--rename', 'shop.owners:public.people'],
      );
      expect(both).toHaveLength(1);
      expect(both[0]).not.toMatch(/CREATE|DROP|ADD|SET DEFAULT/);
    });

    it.each([
      ['name', 'expected table.old:new'],
      ['owners:shop.owners', 'the entities still have owners'],
      ['owners.nmae:fullName', 'the migrations make no owners.nmae'],
      ['owners.phone:fullName', 'the entities still have phone'],
      ['owners.name:title', 'the entities have no title'],
      ['owners.name:age', 'age is there already'],
    ])('%s is wrong usage', async (rename, says) => {
      await migrated();
      const before = await files();
      const answer = await generate('Rename', [Renamed], ['--rename', rename]);
      expect(answer.stderr).toContain(says);
      expect(answer.exitCode).toBe(2);
      expect(await files()).toEqual(before);
    });
  });

  describe('an enum', () => {
    it('gets a new label by ADD VALUE, committed before anything uses it', async () => {
      const Owner = owner({ role: { type: 'enum', enum: ['admin', 'boss', 'staff'], default: 'boss' } });
      await migrated();
      const { sources, generated: written } = await generated('AddBoss', [Owner, OwnerName]);
      expect(written.map(({ name }) => name.replace(/\d+$/, ''))).toEqual(['AddBossAddLabels', 'AddBoss']);
      expect(sources[0]).toContain(`ALTER TYPE "owners_role_enum" ADD VALUE IF NOT EXISTS 'boss' AFTER 'admin'`);
      expect(sources[0]).toContain('readonly transaction = true;');
      await run([Owner, OwnerName]);
      expect(await database.query(`INSERT INTO owners (name) VALUES ('Cleo') RETURNING role`)).toEqual([
        { role: 'boss' },
      ]);
      const reverted = await call(['migration:revert', '--steps', '2'], [Owner, OwnerName]);
      expect(reverted.stderr).toContain('invalid input value for enum owners_role_enum: "boss"');
      await database.query(`DELETE FROM owners WHERE role = 'boss'`);
      expect((await call(['migration:revert'], [Owner, OwnerName])).exitCode).toBe(0);
    });

    it('loses a label by another type, with arrays and defaults, and only where no row holds it', async () => {
      const Owner = owner({
        role: { type: 'enum', enum: ['staff'], default: 'staff' },
        tags: { type: 'enum', enum: ['y', 'x'], array: true, default: ['x'] },
      });
      const entities = [Owner, OwnerName];
      await migrated();
      const said = await refused(await generate('Swap', entities), await files());
      expect(said).toContain(`public.owners_role_enum: removes the label 'admin', and fails where a row holds it`);
      const { sources } = await generated('Swap', entities, ['--allow-data-loss']);
      expect(sources[0]).toContain(`Fails where a row holds 'admin'.`);
      await database.query(`UPDATE owners SET role = 'admin' WHERE name = 'Ada'`);
      const failed = await call(['migration:run'], entities);
      expect(failed.stderr).toContain('invalid input value for enum owners_role_enum: "admin"');
      await database.query(`UPDATE owners SET role = 'staff'`);
      await run(entities);
      expect(await database.query('SELECT role, tags::text FROM owners')).toEqual(
        ['Ada', 'Ben'].map(() => ({ role: 'staff', tags: '{x}' })),
      );
    });
  });

  describe('on a table that is there', () => {
    it('checks are added NOT VALID and validated in the next transaction', async () => {
      const Owner = owner({}, { self: true, decorators: [Check('is_grown', 'age > 17') as ClassDecorator] });
      await migrated();
      const { sources, generated: written } = await generated('Link', [Owner, OwnerName]);
      expect(written.map(({ name }) => name.replace(/\d+$/, ''))).toEqual(['Link', 'LinkValidate']);
      expect(sources[0]).toMatch(
        /ADD CONSTRAINT "FK_\w+" FOREIGN KEY \("parentId"\) REFERENCES owners\(id\) NOT VALID/,
      );
      expect(sources[0]).toContain('ADD CONSTRAINT "is_grown" CHECK ((age > 17)) NOT VALID');
      expect(sources[1]).toContain('readonly transaction = true;');
      expect(sources[1]!.match(/VALIDATE CONSTRAINT/g)).toHaveLength(2);
      await run([Owner, OwnerName]);
      expect(await database.query('SELECT conname FROM pg_constraint WHERE NOT convalidated')).toEqual([]);
      expect((await call(['migration:check'], [Owner, OwnerName])).exitCode).toBe(0);
    });

    it('a key or check that has to go for another type is validated in the next transaction, too', async () => {
      const wide = both('bigint');
      await migrated(both('int'));
      await database.query('INSERT INTO pets (age) VALUES (36)');
      const { sources } = await generated('Widen', wide);
      const [change, validate] = sources.map((source) => source.split('async down'));
      expect(change![0]!.match(/NOT VALID/g)).toHaveLength(2);
      expect(change![0]).not.toMatch(/VALIDATE|go on/);
      expect(change![1]).not.toMatch(/VALIDATE|go on/);
      expect(change![1]).toContain('// Reads the whole table, and blocks writes to both tables meanwhile.');
      expect(validate![0]!.match(/VALIDATE CONSTRAINT/g)).toHaveLength(2);
      const rehearsed = json<Rehearsal>(await call(['migration:run', '--dry-run', '--json'], wide));
      const last = rehearsed.migrations.at(-1)!;
      expect(last.statements.flatMap(({ findings }) => findings)).toEqual([]);
      await run(wide);
      expect(await database.query('SELECT conname FROM pg_constraint WHERE NOT convalidated')).toEqual([]);
      expect((await call(['migration:revert', '--steps', '2'], wide)).exitCode).toBe(0);
    });

    it('indexes and unique keys are built concurrently, each in a migration of its own', async () => {
      const decorators = [Index(['name']), Index(['age', 'name'], { unique: true }), Unique(['phone'])];
      const Owner = owner({}, { decorators: decorators as ClassDecorator[] });
      await migrated();
      const entities = [Owner, OwnerName];
      const { sources, generated: written } = await generated('Index', entities);
      expect(written.map(({ name }) => name.replace(/\d+$/, ''))).toEqual([
        'IndexAddOwnersByPhoneConcurrently',
        'IndexAddOwnersByNameConcurrently',
        'IndexAddOwnersByAgeAndNameConcurrently',
      ]);
      expect(sources.every((source) => source.includes('readonly transaction = false;'))).toBe(true);
      expect(sources.join()).toMatch(/CREATE INDEX CONCURRENTLY "IDX_\w+" ON owners USING btree \(name\)/);
      expect(sources.join()).toMatch(/ADD CONSTRAINT "UQ_\w+" UNIQUE USING INDEX "UQ_\w+"/);
      await run(entities);
      expect((await call(['migration:check'], entities)).exitCode).toBe(0);
      expect((await call(['migration:revert', '--steps', '3'], entities)).exitCode).toBe(0);
    });

    it('another index is there before the one whose place it takes is dropped, up and down', async () => {
      await migrated(indexed(Index(['name']), Index('phones', ['phone'], { unique: true })));
      const entities = indexed(Index(['name', 'age']), Index('phones', ['phone'], { unique: true, where: 'age > 17' }));
      const { generated: written, sources } = await generated('Index', entities);
      expect(written.map(({ name }) => name.replace(/\d+$/, ''))).toEqual([
        'IndexRename',
        'IndexAddOwnersByNameAndAgeConcurrently',
        'IndexAddOwnersByPhoneConcurrently',
        'IndexDropOwnersByNameConcurrently',
        'IndexDropOwnersByPhoneConcurrently',
      ]);
      expect(sources[0]).toContain('ALTER INDEX "phones" RENAME TO "phones_old"');
      expect(sources[4]).toContain('DROP INDEX CONCURRENTLY IF EXISTS "phones_old"');
      await run(entities);
      expect((await call(['migration:check'], entities)).exitCode).toBe(0);
      expect((await call(['migration:revert', '--steps', '5'], entities)).exitCode).toBe(0);
      expect(await database.query(`SELECT pg_get_indexdef('phones'::regclass) AS index`)).toEqual([
        { index: 'CREATE UNIQUE INDEX phones ON public.owners USING btree (phone)' },
      ]);
    });

    it('names that indexes and keys of other tables are to get are made free first', async () => {
      const tables = (first: string, second: string, key: string) =>
        [
          [owner({}, { decorators: [Index(first, ['name']) as ClassDecorator] })],
          [
            owner(
              {},
              { table: 'pets', decorators: [Index(second, ['name']), Unique(key, ['phone'])] as ClassDecorator[] },
            ),
          ],
        ].flat();
      await migrated(tables('by_name', 'pets_by_name', 'pets_phone'));
      // Two indexes that swap their names, and a key whose name an index gets.
      const swapped = tables('pets_by_name', 'by_name', 'phones_of_pets');
      await generated('Swap', swapped);
      await run(swapped);
      expect((await call(['migration:check'], swapped)).exitCode).toBe(0);
      const moved = tables('phones_of_pets', 'pets_by_name', 'by_name');
      const { sources } = await generated('Move', moved);
      expect(sources.join()).not.toContain('DROP');
      await run(moved);
      expect((await call(['migration:check'], moved)).exitCode).toBe(0);
      // An index goes whose name one of another table gets.
      const gone = [
        owner(),
        owner({}, { table: 'pets', decorators: [Index('phones_of_pets', ['age']) as ClassDecorator] }),
      ];
      await generated('Gone', gone);
      await run(gone);
      expect((await call(['migration:check'], gone)).exitCode).toBe(0);
    });

    it('a column becomes NOT NULL by a check that is validated first', async () => {
      const Owner = owner({ age: { type: 'int' } });
      await migrated();
      const entities = [Owner, OwnerName];
      const { sources } = await generated('Require', entities);
      expect(sources).toHaveLength(2);
      expect(sources[0]).toContain('CHECK (("age" IS NOT NULL)) NOT VALID');
      expect(sources[1]).toMatch(/VALIDATE[^]*SET NOT NULL[^]*DROP CONSTRAINT/);
      const failed = await call(['migration:run'], entities);
      expect(failed.stderr).toContain('is violated by some row');
      await database.query('UPDATE owners SET age = 1 WHERE age IS NULL');
      await run(entities);
      expect(await database.query(`SELECT attnotnull FROM pg_attribute WHERE attname = 'age'`)).toEqual([
        { attnotnull: true },
      ]);
    });

    it('the closure table of a tree with rows is filled', async () => {
      await migrated([category(false), owner()]);
      await database.query(`INSERT INTO categories ("parentId") VALUES (NULL), (1), (2), (NULL)`);
      const entities = [category(true), owner()];
      expect((await generated('Tree', entities)).generated.at(-1)!.name).toMatch(/^TreeFill/);
      await run(entities);
      expect(
        await database.query(`SELECT id_ancestor || '>' || id_descendant AS pair FROM categories_closure ORDER BY 1`),
      ).toEqual(['1>1', '1>2', '1>3', '2>2', '2>3', '3>3', '4>4'].map((pair) => ({ pair })));
      expect((await call(['migration:check'], entities)).exitCode).toBe(0);
    });

    it('of several columns all are read before the first is locked', async () => {
      await migrated();
      await database.query(`UPDATE owners SET age = 1, phone = '1'`);
      const entities = [owner({ age: { type: 'int' }, phone: { type: 'varchar' } }), OwnerName];
      await generated('Require', entities);
      const rehearsed = json<Rehearsal>(await call(['migration:run', '--dry-run', '--json'], entities));
      const findings = rehearsed.migrations.flatMap(({ statements }) => statements.flatMap((one) => one.findings));
      expect(findings.map(({ message }) => message)).toEqual([]);
      await run(entities);
    });

    it('a new column that rows would have no value for is refused with the safe steps', async () => {
      const Owner = owner({ email: { type: 'varchar' } });
      await migrated();
      const said = await refused(await generate('AddEmail', [Owner, OwnerName]), await files());
      expect(said).toContain(
        'New column public.owners.email (Owner.email, character varying) is NOT NULL and has no default',
      );
      expect(said).toContain('make Owner.email nullable');
      expect(said).toContain('npm run migration:create -- <Name>');
    });
  });

  it('drops a table with consent only, and down brings it back', async () => {
    await migrated();
    class Empty {}
    Entity('other')(Empty);
    PrimaryGeneratedColumn()(Empty.prototype, 'id');
    const said = await refused(await generate('Drop', [Empty]), await files());
    expect(said).toContain('public.owners: drops the table with all its rows');
    const { sources } = await generated('Drop', [Empty], ['--allow-data-loss']);
    expect(sources.join()).toContain(
      '// Loses every row of the table.\n    await queryRunner.query(`DROP TABLE "owners"`)',
    );
    await run([Empty]);
    expect((await call(['migration:revert'], [Empty])).exitCode).toBe(0);
    await database.query(`INSERT INTO owners (name) VALUES ('Ada')`);
    expect(await database.query('SELECT id, name FROM owner_names')).toEqual([{ id: 1, name: 'Ada' }]);
  });

  it('says how the rows are kept where a label was renamed', async () => {
    await migrated([owner()]);
    const before = await files();
    const renamed = owner({ role: { type: 'enum', enum: ['boss', 'staff'], default: 'staff' } });
    expect(await refused(await generate('Rename', [renamed]), before)).toContain(
      `removes the label 'admin', and fails where a row holds it; should it be 'boss' from now on, ALTER TYPE ... RENAME VALUE`,
    );
    const fewer = owner({ role: { type: 'enum', enum: ['staff'], default: 'staff' } });
    expect(await refused(await generate('Rename', [fewer]), before)).not.toContain('RENAME VALUE');
  });

  it('leaves alone what no entity can ask for, and what is synchronize: false', async () => {
    class ByHand1700000000000 implements MigrationInterface {
      async up(runner: Parameters<MigrationInterface['up']>[0]): Promise<void> {
        await runner.query('CREATE SCHEMA audit');
        await runner.query('CREATE SEQUENCE ticket');
        await runner.query('CREATE EXTENSION citext');
        await runner.query('CREATE TABLE legacy (id int, name text)');
        await runner.query('CREATE INDEX by_hand ON legacy (lower(name))');
        await runner.query('CREATE VIEW legacies AS SELECT id FROM legacy');
        await runner.query('CREATE VIEW audit.owner_names AS SELECT id FROM legacy');
      }
      async down(runner: Parameters<MigrationInterface['up']>[0]): Promise<void> {
        await runner.query('DROP VIEW audit.owner_names');
        await runner.query('DROP VIEW legacies');
        await runner.query('DROP TABLE legacy');
        await runner.query('DROP SEQUENCE ticket');
        await runner.query('DROP EXTENSION citext');
        await runner.query('DROP SCHEMA audit');
      }
    }
    @Entity('legacy', { synchronize: false })
    class Legacy {
      @PrimaryGeneratedColumn() id: number;
      @Index('by_hand', { synchronize: false })
      @Index({ synchronize: false } as never)
      @Column()
      name: string;
    }
    migrations.push(ByHand1700000000000);
    const { sources } = await generated('Create', [owner(), OwnerName, Legacy]);
    expect(sources[0]).not.toMatch(/legacy|legacies|ticket|audit/);
    expect((await generate('Again', [owner(), OwnerName, Legacy])).stdout).toContain('Nothing has changed');
    const check = await call(['migration:check'], [owner(), OwnerName, Legacy]);
    expect(check.stdout).toContain('together what the entities ask for');
    expect(check.exitCode).toBe(0);
  });

  it('knows the functions, sequences and types that migrations make by hand, and entities use', async () => {
    class ByHand1700000000000 implements MigrationInterface {
      async up(runner: Parameters<MigrationInterface['up']>[0]): Promise<void> {
        await runner.query('CREATE SEQUENCE phone_number');
        await runner.query('CREATE FUNCTION shout(text) RETURNS text IMMUTABLE LANGUAGE sql RETURN upper($1)');
        await runner.query(`CREATE TYPE tone AS ENUM ('low')`);
        await runner.query('CREATE FUNCTION tone_of(tone) RETURNS text IMMUTABLE LANGUAGE sql RETURN $1::text');
        await runner.query('CREATE TABLE old (id int, tone tone)');
      }
      async down(runner: Parameters<MigrationInterface['up']>[0]): Promise<void> {
        await runner.query('DROP TABLE old');
        await runner.query('DROP FUNCTION tone_of');
        await runner.query('DROP TYPE tone');
        await runner.query('DROP FUNCTION shout');
        await runner.query('DROP SEQUENCE phone_number');
      }
    }
    migrations.push(ByHand1700000000000);
    const { sources } = await generated('Create', using(), ['--allow-data-loss']);
    expect(sources[0]).toContain('DROP TABLE "old"');
    expect(sources[0]).not.toMatch(/(?:CREATE|DROP) (?:SEQUENCE|FUNCTION|TYPE "tone")/);
    await run(using());
    expect((await generate('Again', using())).stdout).toContain('Nothing has changed');
    for (const argv of [['migration:check'], ['db:drift']]) {
      const { exitCode, stderr } = await call(argv, using());
      expect({ argv, exitCode, stderr }).toEqual({ argv, exitCode: 0, stderr: '' });
    }
    const [change] = (await generated('Shorten', using({ tags: undefined }), ['--allow-data-loss'])).sources;
    expect(change).toContain('DROP COLUMN "tags"');
    const absent = using({ phone: { type: 'varchar', default: () => 'nobodys()' } });
    expect((await generate('Absent', absent)).stderr).toMatch(/function nobodys\(\) does not exist.*migration:create/s);
  });

  it('lets keys and views refer to a table with partitions that a migration makes by hand', async () => {
    class ByHand1700000000000 implements MigrationInterface {
      async up(runner: Parameters<MigrationInterface['up']>[0]): Promise<void> {
        await runner.query(
          'CREATE TABLE measures (id int PRIMARY KEY, next int REFERENCES measures) PARTITION BY RANGE (id)',
        );
        await runner.query('CREATE TABLE measures_1 PARTITION OF measures DEFAULT PARTITION BY RANGE (id)');
        await runner.query('CREATE TABLE measures_2 PARTITION OF measures_1 DEFAULT');
      }
      async down(runner: Parameters<MigrationInterface['up']>[0]): Promise<void> {
        await runner.query('DROP TABLE measures');
      }
    }
    @Entity('measures', { synchronize: false })
    class Measure {
      @PrimaryColumn() id: number;
    }
    @Entity('remarks')
    class Remark {
      @PrimaryGeneratedColumn() id: number;
      @ManyToOne(() => Measure) measure: Measure;
    }
    @ViewEntity({ name: 'measured', expression: 'SELECT id FROM measures' })
    class Measured {
      @ViewColumn() id: number;
    }
    const entities = [Measure, Remark, Measured];
    migrations.push(ByHand1700000000000);
    const { sources } = await generated('Create', entities);
    expect(sources).toEqual([expect.stringContaining('REFERENCES measures(id)') as string]);
    expect(sources[0]).not.toMatch(/TABLE "measures/);
    await run(entities);
    expect((await generate('Again', entities)).stdout).toContain('Nothing has changed');
    for (const argv of [['migration:check'], ['db:drift']]) {
      const { exitCode, stderr } = await call(argv, entities);
      expect({ argv, exitCode, stderr }).toEqual({ argv, exitCode: 0, stderr: '' });
    }
  });

  it('takes an extension where the server has put it, as hosted ones do', async () => {
    await database.query(`ALTER DATABASE ${database.name} SET search_path = public, extensions`);
    await database.query('CREATE SCHEMA extensions; CREATE EXTENSION "uuid-ossp" SCHEMA extensions');
    @Entity('remarks')
    class Remark {
      @PrimaryGeneratedColumn('uuid') id: string;
    }
    const hosted = (argv: string[]) =>
      callCli(app([Remark], { uuidExtension: 'uuid-ossp' }), argv, { migrationsDirectory: directory });
    const fine = async (argv: string[]): Promise<CliAnswer> => {
      const answer = await hosted(argv);
      expect({ argv, exitCode: answer.exitCode, stderr: answer.stderr }).toEqual({ argv, exitCode: 0, stderr: '' });
      return answer;
    };
    await fine(['db:init']);
    await fine(['db:drift']);
    for (const { file } of json<GenerateJson>(await fine(['migration:generate', 'Create', '--json'])).generated)
      migrations.push(...Object.values(require(file) as Record<string, new () => MigrationInterface>));
    expect((await fine(['migration:run'])).stdout).toContain('what it makes is there already');
    await database.query('DELETE FROM migrations');
    await fine(['migration:stamp', '--all']);
    for (const argv of [['migration:check'], ['db:drift']]) await fine(argv);
  });

  it('works for schemas, prefixes, and names that want quotes', async () => {
    const dataSource = { schema: 'app', entityPrefix: 'my_' };
    await database.query('CREATE SCHEMA app');
    const First = orderLines({ 'my Kind': { type: 'enum', enum: ["it's", 'b'], default: "it''s" } });
    const Second = orderLines(
      {
        'my Kind': { type: 'enum', enum: ["it's", 'b', 'c`${x}'], default: "it''s" },
        more: { type: 'varchar', comment: 'a `b` ${c} \\d', nullable: true },
      },
      [Index(['my Kind']) as ClassDecorator],
    );
    const cli = { migrationsDirectory: directory };
    for (const [name, entities] of [
      ['One', [First]],
      ['Two', [Second]],
    ] as const) {
      const answer = await callCli(app(entities, dataSource), ['migration:generate', name, '--json'], cli);
      expect(answer.stderr).toBe('');
      for (const { file } of json<GenerateJson>(answer).generated)
        migrations.push(...Object.values(require(file) as Record<string, new () => MigrationInterface>));
      expect((await callCli(app(entities, dataSource), ['migration:run'])).exitCode).toBe(0);
    }
    await database.query(`INSERT INTO app."my_Order Lines" ("my Kind") VALUES ('c\`\${x}')`);
    expect((await callCli(app([Second], dataSource), ['migration:check'])).stdout).toContain(
      'together what the entities ask for',
    );
  });

  it('prints with --dry-run, and writes nothing', async () => {
    const answer = await generate('Create', [owner()], ['--dry-run']);
    expect(answer.exitCode).toBe(3);
    expect(answer.stdout).toMatch(/^export class Create\d{13} implements MigrationInterface/m);
    const { stdout } = await generate('Create', [owner()], ['--dry-run', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      generated: [],
      migrations: [{ name: expect.stringMatching(/^Create\d{13}$/) as string }],
    });
    expect(await files()).toEqual([]);
  });

  it('deletes what fails its round trip, with the reason', async () => {
    await migrated();
    const Owner = owner({ broken: { type: 'int', default: () => '1/0', nullable: true } });
    const before = await files();
    const answer = await generate('Break', [Owner, OwnerName]);
    expect(answer.exitCode).toBe(1);
    expect(answer.stderr).toContain('The generated migration failed its round trip, so that its files were deleted:');
    expect(answer.stderr).toContain('division by zero');
    expect(await files()).toEqual(before);
  });

  it('says that the migrations themselves are broken', async () => {
    class Broken1700000000000 implements MigrationInterface {
      async up(): Promise<void> {
        throw new Error('half written');
      }
      async down(): Promise<void> {}
    }
    migrations.push(Broken1700000000000);
    const answer = await generate('Create', [owner()]);
    expect(answer.exitCode).toBe(1);
    expect(answer.stderr).toContain('The migrations that there are do not run from zero');
    expect(answer.stderr).toContain('half written');
    expect(await files()).toEqual([]);
  });
});
