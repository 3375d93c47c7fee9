import {
  Column,
  CreateDateColumn,
  DataSource,
  Entity,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
  type QueryRunner,
  type Relation,
  ViewColumn,
  ViewEntity,
} from 'typeorm';
import type { DriftReport } from '../../src/database-lifecycle/interfaces/drift-report.interface';
import type { MigrationMeeting } from '../../src/database-lifecycle/interfaces/migration-meeting.interface';
import { appOn, callCli, json, type CliAnswer, type CliCall, type TestModuleOptions } from '../cli/support';
import { lifecycleOptions } from '../support/lifecycle-data-source';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';
import { startOwnServer } from '../traps/support/own-server';
import { tapWire } from '../support/wire';
import { migration, migrationDoing, nameOfMigration, type MigrationClass } from './support/migration.factory';

@Entity('people')
class Person {
  @PrimaryGeneratedColumn({ primaryKeyConstraintName: 'people_pkey' }) id: number;
  @Column({ length: 80 }) name: string;
}

@Entity('visits')
class Visit {
  @PrimaryGeneratedColumn({ primaryKeyConstraintName: 'visits_pkey' }) id: number;
  @Column() reason: string;
  @ManyToOne(() => Person)
  @JoinColumn({ foreignKeyConstraintName: 'FK_person' })
  person: Relation<Person>;
}

const CreatePeople = migration(1, ['CREATE TABLE people (id serial PRIMARY KEY, name character varying(50) NOT NULL)']);
const WidenName = migration(2, ['ALTER TABLE people ALTER COLUMN name TYPE character varying(80)']);
const CREATE_VISITS = [
  'CREATE TABLE visits (id serial PRIMARY KEY, reason character varying NOT NULL, "personId" integer)',
  'ALTER TABLE visits ADD CONSTRAINT "FK_person" FOREIGN KEY ("personId") REFERENCES people ON DELETE NO ACTION',
];
const CreateVisits = migration(3, CREATE_VISITS);
const AddNick = migration(4, ['ALTER TABLE people ADD COLUMN nick text']);
const FillReasons = migration(5, [`INSERT INTO visits (reason) VALUES ('filled')`]);
const EARLIER = [CreatePeople, WidenName];
const numbersOf = (list: readonly { name: string }[]) => list.map(({ name }) => Number(name.slice(-1)));
const PULLED = [...EARLIER, CreateVisits, AddNick];

describe('migration:run meets tables that were made without it', () => {
  let database: TestDatabase;
  const call = (
    argv: string[],
    migrations: MigrationClass[],
    options: TestModuleOptions = {},
    { url = database.url, ...cli }: CliCall & { url?: string } = {},
  ) =>
    callCli(
      appOn(url, {
        entities: [Person, Visit],
        providers: [],
        ...options,
        dataSource: { migrations, ...options.dataSource },
      } as TestModuleOptions),
      argv,
      cli,
    );
  const run = async (migrations: MigrationClass[], options?: TestModuleOptions) => {
    const { stamped, executed } = json<MigrationMeeting>(await call(['migration:run', '--json'], migrations, options));
    return { stamped: numbersOf(stamped), executed: numbersOf(executed) };
  };
  const isClean = async (migrations: MigrationClass[]) => (await call(['migration:show'], migrations)).exitCode === 0;
  const records = () => database.query('SELECT "table", name, value FROM typeorm_metadata');
  const visits = () => database.query('SELECT reason FROM visits ORDER BY id');
  /** Yesterday's boot of a development database. */
  const autoCreate = async () => {
    await call(['db:init'], []);
    await database.query(`INSERT INTO people (name) VALUES ('Ada'); INSERT INTO visits (reason) VALUES ('cough')`);
  };
  /** Migrated so far; then the entity was pulled or written, and the app was started. */
  const autoCreateVisits = async () => {
    await call(['migration:run'], EARLIER, { entities: [Person] });
    await autoCreate();
  };

  beforeEach(async () => {
    database = await createEmptyDatabase();
  });
  afterEach(() => database.drop());

  it('records what is there, runs what is not, each told, and rows stay', async () => {
    await autoCreateVisits();
    const answer = await call(['migration:run'], PULLED);
    expect(answer.stdout).toMatch(
      /^📌 Step1700000000003: what it makes is there already, so it was recorded\nStep1700000000004 \(\d+ ms\)\n✅ Ran 1 migration, recorded 1 migration as run\.\n$/,
    );
    expect({ exitCode: answer.exitCode, stderr: answer.stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(await visits()).toEqual([{ reason: 'cough' }]);
    expect(await database.query('SELECT name, nick FROM people')).toEqual([{ name: 'Ada', nick: null }]);
    expect(await isClean(PULLED)).toBe(true);
    expect(await run(PULLED)).toEqual({ stamped: [], executed: [] });
  });

  it('a table that was made as it is at the end counts for all that led to it', async () => {
    await autoCreate();
    expect(await run(PULLED)).toEqual({ stamped: [1, 2, 3], executed: [4] });
    expect(await visits()).toEqual([{ reason: 'cough' }]);
    expect(await isClean(PULLED)).toBe(true);
  });

  it('reports what was committed, each once, though it was tried twice', async () => {
    await call(['migration:run'], EARLIER, { entities: [Person] });
    await database.query(CREATE_VISITS.join(';'));
    let attempts = 0;
    class LockedOut {
      readonly name = nameOfMigration(5);
      async up(runner: QueryRunner): Promise<void> {
        if ((attempts += 1) === 1) await runner.query('DO $$ BEGIN RAISE lock_not_available; END $$');
      }
      down = () => Promise.resolve();
    }
    const all = [...EARLIER, AddNick, LockedOut, migration(6, CREATE_VISITS, [], true)];
    expect(await run(all, { lifecycle: { lockTimeoutMs: 20 } })).toEqual({ stamped: [6], executed: [4, 5] });
    expect(attempts).toBeGreaterThan(1);
  });

  it('runs one that changes rows only, and says why', async () => {
    await autoCreate();
    const Empty = migration(6, []);
    const answer = await call(['migration:run'], [...PULLED, FillReasons, Empty]);
    expect(answer.stdout).toContain('Step1700000000005: changes rows only, which no comparison can see, so it runs\n');
    expect(answer.stdout).toContain('Step1700000000006: sends no statement, which no comparison can see, so it runs\n');
    expect(answer.exitCode).toBe(0);
    expect(await visits()).toEqual([{ reason: 'cough' }, { reason: 'filled' }]);
    expect(await isClean([...PULLED, FillReasons, Empty])).toBe(true);
  });

  it('tells which statements of a recorded one no comparison can see', async () => {
    await autoCreateVisits();
    const withRows = migration(3, [...CREATE_VISITS, `INSERT INTO visits (reason)\n  VALUES ('first')`]);
    const { stdout } = await call(['migration:run'], [...EARLIER, withRows]);
    expect(stdout).toContain('⚠️ 1 statement of it did not run');
    expect(stdout).toContain(`     INSERT INTO visits (reason) VALUES ('first')\n`);
    expect(await visits()).toEqual([{ reason: 'cough' }]);
  });

  /** What is there in part, made without migrations; then what the database holds once they have run. */
  const meets = async (statement: string, migrations = PULLED): Promise<string> => {
    await autoCreateVisits();
    const [before] = await database.query<{ oid: number }>(`SELECT 'visits'::regclass::oid::int AS oid`);
    await database.query(statement);
    const { stdout, stderr, exitCode } = await call(['migration:run'], migrations);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(await database.query(`SELECT 'visits'::regclass::oid::int AS oid`)).toEqual([before]);
    expect(await visits()).toEqual([{ reason: 'cough' }]);
    expect(await isClean(migrations)).toBe(true);
    const drift = await call(['db:drift', '--json'], migrations);
    expect(json<DriftReport>(drift).changed.differences).toEqual([]);
    return stdout;
  };

  it.each([
    ['a foreign key lacks', 'ALTER TABLE visits DROP CONSTRAINT "FK_person"', []],
    [
      'the primary key lacks',
      'ALTER TABLE visits DROP CONSTRAINT visits_pkey',
      ['ALTER TABLE "public"."visits" ADD CONSTRAINT "visits_pkey" PRIMARY KEY (id);'],
    ],
    [
      'a column is of another type',
      'ALTER TABLE visits ALTER COLUMN reason TYPE character varying(9)',
      ['ALTER TABLE "public"."visits" ALTER COLUMN "reason" TYPE character varying;'],
    ],
    [
      'a column lacks that may be null',
      'ALTER TABLE visits DROP COLUMN "personId"',
      ['ALTER TABLE "public"."visits" ADD COLUMN "personId" integer;'],
    ],
  ])('does the rest where it is there in part, as %s, and says so', async (_, statement, adapted) => {
    const stdout = await meets(statement);
    expect(stdout).toMatch(/📎 Step1700000000003: \d of what it makes were there already, so only the rest was done\n/);
    expect(stdout.split('\n').filter((line) => line.startsWith('     '))).toEqual(adapted.map((sql) => `     ${sql}`));
    expect(stdout).toContain('✅ Ran 2 migrations.\n');
  });

  it('does the rest of one that makes a new table and changes an old one', async () => {
    const both = migration(3, [
      ...CREATE_VISITS,
      'ALTER TABLE people ADD COLUMN nick text',
      `UPDATE people SET nick = 'A'`,
    ]);
    expect(await meets('SELECT 1', [...EARLIER, both])).toContain('✅ Ran 1 migration.');
    expect(await database.query('SELECT name, nick FROM people')).toEqual([{ name: 'Ada', nick: 'A' }]);
  });

  const isRefused = async (answer: CliAnswer, ...named: readonly string[]): Promise<void> => {
    expect(answer.exitCode).toBe(4);
    expect(answer.stderr).toContain('These were neither run nor recorded.\n');
    expect(answer.stderr).toMatch(/\nStep1700000000003: \d of what it makes are there/);
    for (const part of named) expect(answer.stderr).toContain(part);
    expect(answer.stderr).not.toContain('Step1700000000004');
    expect(await database.query('SELECT count(*)::int AS recorded FROM migrations')).toEqual([{ recorded: 2 }]);
    expect(await database.query('SELECT count(*)::int AS rows FROM visits')).toEqual([{ rows: 1 }]);
  };

  it.each([
    [
      'rows would need a value',
      'ALTER TABLE visits DROP COLUMN reason',
      'column "reason" of relation "visits" contains null values',
      'column public.visits.reason is missing',
    ],
    [
      'values would be lost',
      'ALTER TABLE visits ALTER COLUMN "personId" TYPE text',
      'would lose values (public.visits.personId: ',
      'column public.visits.personId: type is text',
    ],
  ])('stops where %s, names it, and does nothing', async (_, statement, why, named) => {
    await autoCreateVisits();
    await database.query(`ALTER TABLE visits DROP CONSTRAINT "FK_person"; ${statement}`);
    await isRefused(await call(['migration:run'], PULLED), why, named);
  });

  it('names no table to drop where that would not be enough', async () => {
    await autoCreateVisits();
    await database.query('ALTER TABLE people ADD COLUMN nick text');
    const both = [...EARLIER, migration(3, [...CREATE_VISITS, 'ALTER TABLE people ADD nick text, ADD age int'])];
    const { stderr, exitCode } = await call(['migration:run'], both);
    expect(exitCode).toBe(4);
    expect(stderr).not.toContain('DROP TABLE');
  });

  it('takes a default that is only spelt otherwise for what the migration makes', async () => {
    @Entity('moments')
    class Moment {
      @PrimaryGeneratedColumn({ primaryKeyConstraintName: 'moments_pkey' }) id: number;
      @CreateDateColumn({ type: 'timestamptz', precision: 3, default: () => 'CURRENT_TIMESTAMP(3)' }) at: Date;
    }
    await call(['db:init'], [], { entities: [Moment] });
    const make = `CREATE TABLE moments (id serial PRIMARY KEY, at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3))`;
    expect(await run([migration(1, [make])], { entities: [Moment] })).toEqual({ stamped: [1], executed: [] });
  });

  it('stops where the table is there in part and the lifecycle did not make it', async () => {
    await autoCreateVisits();
    await database.query(`ALTER TABLE visits ALTER COLUMN reason TYPE character varying(9);
      DELETE FROM database_lifecycle_journal WHERE name = 'public.visits'`);
    await isRefused(await call(['migration:run'], PULLED), 'column public.visits.reason: type is');
  });

  it('stops where the rest would replace what is there', async () => {
    await autoCreateVisits();
    const anew = ['DROP TABLE IF EXISTS visits', ...CREATE_VISITS, 'ALTER TABLE people ADD COLUMN nick text'];
    await isRefused(await call(['migration:run'], [...EARLIER, migration(3, anew)]), 'it drops what is there');
  });

  it('stops where the rest does not run, and says why', async () => {
    await autoCreateVisits();
    const filled = `INSERT INTO visits (id, reason) VALUES (1, 'first')`;
    const both = migration(3, [...CREATE_VISITS, 'ALTER TABLE people ADD COLUMN nick text', filled]);
    const why = 'duplicate key value violates unique constraint "visits_pkey"';
    await isRefused(await call(['migration:run'], [...EARLIER, both]), why, 'column public.people.nick is missing');
  });

  it.each(['all', 'each'] as const)(
    'does the rest in mode %s, of whatever a migration does at once or within',
    async (mode) => {
      await autoCreateVisits();
      const both = migrationDoing(3, async (runner) => {
        await runner.startTransaction();
        await Promise.all(
          [...CREATE_VISITS, 'ALTER TABLE people ADD COLUMN nick text'].map((sql) => runner.query(sql)),
        );
        await runner.commitTransaction();
      });
      const options = { dataSource: { migrationsTransactionMode: mode } };
      expect(await run([...EARLIER, both, FillReasons], options)).toEqual({ stamped: [], executed: [3, 5] });
      expect(await visits()).toEqual([{ reason: 'cough' }, { reason: 'filled' }]);
      expect(await database.query('SELECT nick FROM people')).toEqual([{ nick: null }]);
    },
  );

  it('drops the views that it makes first, as they may read what it changes', async () => {
    @ViewEntity({
      name: 'visitors',
      expression: 'SELECT name, "personId" FROM people JOIN visits ON "personId" = people.id',
    })
    class Visitors {
      @ViewColumn() name: string;
    }
    await call(['migration:run'], EARLIER, { entities: [Person] });
    const entities = { entities: [Person, Visit, Visitors] };
    await call(['db:init'], [], entities);
    const view = 'CREATE VIEW visitors AS SELECT name, "personId" FROM people JOIN visits ON "personId" = people.id';
    const shorter = 'ALTER TABLE people ALTER COLUMN name TYPE character varying(90)';
    const both = migration(3, [...CREATE_VISITS, shorter, view]);
    expect(await run([...EARLIER, both], entities)).toEqual({ stamped: [], executed: [3] });
    expect(await database.query('SELECT name FROM visitors')).toEqual([]);
  });

  it("leaves one record of what it makes in TypeORM's own, not two", async () => {
    @Entity('shouts')
    class Shout {
      @PrimaryGeneratedColumn({ primaryKeyConstraintName: 'shouts_pkey' }) id: number;
      @Column({ type: 'int', asExpression: 'id + 1', generatedType: 'STORED' }) next: number;
    }
    const entities = { entities: [Person, Shout] };
    expect((await call(['db:init'], [], entities)).stderr).toBe('');
    const before = await records();
    const both = migration(1, [
      'CREATE TABLE people (id serial PRIMARY KEY, name character varying(80) NOT NULL)',
      `CREATE TABLE shouts (id serial PRIMARY KEY, next integer GENERATED ALWAYS AS (id + 1) STORED NOT NULL)`,
      `INSERT INTO typeorm_metadata (database, schema, "table", type, name, value)
        VALUES (current_database(), current_schema(), 'shouts', 'GENERATED_COLUMN', 'next', 'id + 1')`,
      'ALTER TABLE shouts ADD COLUMN mood text',
    ]);
    expect(await run([both], entities)).toEqual({ stamped: [], executed: [1] });
    expect(before).toHaveLength(1);
    expect(await records()).toEqual(before);
  });

  it('names the statements after which it renames the table that is there beside the new one', async () => {
    const [CreateNotes, RenameNotes] = [
      migration(1, [
        `CREATE TYPE note_mark AS ENUM ('red')`,
        'CREATE TABLE note (id serial PRIMARY KEY, mark note_mark)',
      ]),
      migration(2, [
        'ALTER TABLE note RENAME TO memo',
        'ALTER TYPE note_mark RENAME TO memo_mark',
        'ALTER SEQUENCE note_id_seq RENAME TO memo_id_seq',
        'ALTER TABLE memo RENAME CONSTRAINT note_pkey TO memo_pkey',
      ]),
    ] as const;
    @Entity('memo')
    class Memo {
      @PrimaryGeneratedColumn({ primaryKeyConstraintName: 'memo_pkey' }) id: number;
      @Column({ type: 'enum', enum: ['red'], enumName: 'memo_mark', nullable: true }) mark: string;
    }
    await call(['migration:run'], [CreateNotes], { entities: [Person] });
    await database.query(`INSERT INTO note (mark) VALUES ('red')`);
    const entities = { entities: [Memo] };
    await call(['db:init'], [], entities);
    const { exitCode, stderr } = await call(['migration:run'], [CreateNotes, RenameNotes], entities);
    expect(exitCode).toBe(4);
    const [, statements] = /drop what was made without the migration, then run again: (.+)\n/.exec(stderr)!;
    expect(statements).toBe('DROP TABLE "public"."memo"; DROP TYPE "public"."memo_mark";');
    await database.query(statements!);
    expect((await call(['migration:run'], [CreateNotes, RenameNotes], entities)).stderr).toBe('');
    expect(await database.query('SELECT mark FROM memo')).toEqual([{ mark: 'red' }]);
  });

  it('stops where the rest would run without a transaction', async () => {
    await autoCreateVisits();
    const bare = migration(3, [...CREATE_VISITS, 'ALTER TABLE people ADD COLUMN nick text'], [], false);
    await isRefused(await call(['migration:run'], [...EARLIER, bare]), 'column public.people.nick is missing');
  });

  it.each(['all', 'each', 'none'] as const)(
    'looks for it too when one fails in mode %s, in a database of which no journal tells',
    async (migrationsTransactionMode) => {
      const dataSource = await new DataSource(lifecycleOptions(database.url, [Visit, Person])).initialize();
      await dataSource.synchronize();
      await dataSource.destroy();
      const first = migration(0, ['CREATE TABLE first (id int)']);
      const migrations = [first, ...PULLED];
      const options = { dataSource: { migrationsTransactionMode } };
      expect(await run(migrations, options)).toEqual({ stamped: [1, 2, 3], executed: [0, 4] });
      expect(await isClean(migrations)).toBe(true);
    },
  );

  it('never in production: there it fails, as the table is there', async () => {
    await autoCreateVisits();
    const server = await startOwnServer();
    const shadowServer = async () => ({ url: server.url, stop: async () => undefined });
    const production = { lifecycle: { environment: 'production' } };
    const answer = await call(['migration:run'], PULLED, production, { shadowServer }).finally(() => server.remove());
    expect(answer.exitCode).toBe(1);
    expect(answer.stderr).toContain('Step1700000000003 failed in up(): relation "visits" already exists');
    expect(await isClean(PULLED)).toBe(false);
  });

  it('nor on a database that is stamped production, whatever the variables say: refused before any shadow', async () => {
    await autoCreateVisits();
    await database.query(
      `INSERT INTO database_lifecycle_journal (event, name, environment) VALUES ('environment', 'production', 'production')`,
    );
    const wire = await tapWire(database.url);
    try {
      for (const command of [['migration:run'], ['migration:stamp', '--all']]) {
        const answer = await call(command, PULLED, {}, { url: wire.url });
        expect(answer.exitCode).toBe(4);
        expect(answer.stderr).toContain('production');
      }
      expect(wire.sql().filter((sql) => /^\s*(CREATE|INSERT|LOCK)/m.test(sql))).toEqual([]);
    } finally {
      await wire.close();
    }
    expect(await database.query('SELECT count(*)::int AS recorded FROM migrations')).toEqual([{ recorded: 2 }]);
  });

  it('two or three at once: each is recorded or run once, none fails', async () => {
    for (let round = 0; round < 5; round += 1) {
      await autoCreate();
      const migrations = [...PULLED, FillReasons];
      const options = { dataSource: { poolSize: 1 } };
      const answers = await Promise.all([1, 2, 3].map(() => call(['migration:run', '--json'], migrations, options)));
      expect(answers.map(({ exitCode, stderr }) => (exitCode === 0 ? 0 : stderr))).toEqual([0, 0, 0]);
      const meetings = answers.map((answer) => json<MigrationMeeting>(answer));
      expect(meetings.flatMap(({ stamped }) => stamped)).toHaveLength(3);
      expect(meetings.flatMap(({ executed }) => executed)).toHaveLength(2);
      expect(await visits()).toEqual([{ reason: 'cough' }, { reason: 'filled' }]);
      await database.query('DROP TABLE visits, people, migrations, database_lifecycle_journal');
    }
  });

  it('names the way out where rows are to be changed that the newer tables do not have', async () => {
    await call(['db:init'], [], { entities: [Person] });
    const migrations = [
      CreatePeople,
      migration(2, ['ALTER TABLE people ADD COLUMN old text']),
      migration(3, ['UPDATE people SET name = old']),
      migration(4, [
        'ALTER TABLE people DROP COLUMN old',
        'ALTER TABLE people ALTER COLUMN name TYPE character varying(80)',
      ]),
    ];
    const answer = await call(['migration:run'], migrations, { entities: [Person] });
    expect(answer.exitCode).toBe(1);
    expect(answer.stderr).toContain('column "old" does not exist');
    expect(answer.stderr).toContain(`npm run migration:stamp -- ${nameOfMigration(3)}`);
    expect((await call(['migration:stamp', nameOfMigration(3)], migrations)).exitCode).toBe(0);
    expect(await isClean(migrations)).toBe(true);
  });

  it('costs nothing when nothing is pending, and no shadow where no table was auto-created', async () => {
    const wire = await tapWire(database.url);
    try {
      const cost = async (migrations: MigrationClass[], environment: string) => {
        wire.messages.length = 0;
        const answer = await call(['migration:run'], migrations, { lifecycle: { environment } }, { url: wire.url });
        expect(answer.exitCode).toBe(0);
        return {
          roundTrips: wire.roundTrips(),
          shadows: wire.sql().filter((sql) => /CREATE DATABASE/.test(sql)).length,
        };
      };
      expect((await cost(EARLIER, 'development')).shadows).toBe(0);
      expect((await cost([...EARLIER, CreateVisits], 'development')).shadows).toBe(0);
      await call(['db:init'], []);
      expect(await cost([...EARLIER, CreateVisits], 'development')).toEqual(
        await cost([...EARLIER, CreateVisits], 'production'),
      );
    } finally {
      await wire.close();
    }
  });

  it('runs them plainly where no shadow may be made, and says so', async () => {
    await autoCreateVisits();
    const role = `limited_${database.name}`;
    await database.query(`CREATE ROLE ${role} LOGIN PASSWORD 'limited' IN ROLE pg_read_all_data, pg_write_all_data`);
    try {
      await database.query(`GRANT CREATE ON SCHEMA public TO ${role}`);
      await database.query(`ALTER TABLE people OWNER TO ${role}; ALTER TABLE migrations OWNER TO ${role}`);
      const url = new URL(database.url);
      url.username = role;
      url.password = 'limited';
      const answer = await call(['migration:run'], [...EARLIER, AddNick], {}, { url: url.href });
      expect(answer.stdout).toContain(`⚠️ The tables that are there were not compared`);
      expect(answer.stdout).toContain('✅ Ran 1 migration.');
    } finally {
      await database.query(`REASSIGN OWNED BY ${role} TO CURRENT_USER; DROP OWNED BY ${role}; DROP ROLE ${role}`);
    }
  });
});
