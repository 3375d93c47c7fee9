import {
  Column,
  DataSource,
  Entity,
  type DataSourceOptions,
  PrimaryGeneratedColumn,
  type MigrationInterface,
  type QueryRunner,
} from 'typeorm';
import { expectMigrationsMatchEntities, expectUpDownUp } from '../../src/database-lifecycle/testing';
import { readCatalog } from '../support/catalog';
import { lifecycleOptions } from '../support/lifecycle-data-source';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';

@Entity('bowls')
class Bowl {
  @PrimaryGeneratedColumn({ primaryKeyConstraintName: 'bowls_pkey' }) id: number;
  @Column({ length: 40 }) label: string;
}

const CREATE =
  'CREATE TABLE bowls (id SERIAL NOT NULL, label character varying(40) NOT NULL, CONSTRAINT bowls_pkey PRIMARY KEY (id))';
const DROP = 'DROP TABLE bowls';

type MigrationClass = new () => MigrationInterface;

function migration(name: string, up: string, down: string): MigrationClass {
  return class implements MigrationInterface {
    readonly name = name;
    up = (runner: QueryRunner): Promise<void> => runner.query(up);
    down = async (runner: QueryRunner): Promise<void> => {
      if (down === 'never') throw new Error('can not be undone');
      await runner.query(down);
    };
  };
}

const right = migration('Right1764000000001', CREATE, DROP);
const shorter = migration('Shorter1764000000001', CREATE.replace('40', '20'), DROP);
const forgetful = migration('Forgetful1764000000001', CREATE, 'SELECT 1');
const final = migration('Final1764000000001', CREATE, 'never');
const broken = migration('Broken1764000000001', 'CREATE TABLE bowls (id nonsense)', DROP);
class Open1764000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.startTransaction();
    await runner.query(CREATE);
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DROP);
  }
}
const nameless = migration('Nameless', CREATE, DROP);

describe('what tests expect of migrations', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createEmptyDatabase();
  });
  afterAll(() => database?.drop());

  const app = (...migrations: MigrationClass[]) => ({ ...lifecycleOptions(database.url, [Bowl]), migrations });

  describe('expectMigrationsMatchEntities', () => {
    it('is content when they make what the entities ask for, and touches no other database', async () => {
      const before = await readCatalog(database.url);
      expect(await expectMigrationsMatchEntities(app(right))).toEqual(['Right1764000000001']);
      expect(await expectMigrationsMatchEntities(new DataSource(app(right)))).toEqual(['Right1764000000001']);
      expect(await readCatalog(database.url)).toEqual(before);
    });

    it.each([forgetful, final])('does not mind how one is undone (%#)', async (other) => {
      await expect(expectMigrationsMatchEntities(app(other))).resolves.toHaveLength(1);
    });

    it('names what differs, expected and found', async () => {
      const found = expectMigrationsMatchEntities(app(shorter));
      await expect(found).rejects.toMatchObject({
        name: 'MigrationExpectationError',
        message: expect.stringMatching(
          /The migrations do not make what the entities ask for, 1 difference:\n.*bowls.label: type is .*\(20\), expected .*\(40\)/,
        ) as unknown,
      });
    });

    it('names one that fails, and one that TypeORM could not order', async () => {
      await expect(expectMigrationsMatchEntities(app(broken))).rejects.toThrow(/Broken1764000000001 failed in up\(\)/);
      await expect(expectMigrationsMatchEntities(app(nameless))).rejects.toThrow(
        '❌ Migration Nameless: expected a class',
      );
    });
  });

  describe('expectUpDownUp', () => {
    it('is content when each can be undone and done again, whatever the entities ask for', async () => {
      expect(await expectUpDownUp(app(right))).toEqual(['Right1764000000001']);
      expect(await expectUpDownUp(app(shorter))).toEqual(['Shorter1764000000001']);
    });

    it('names one that leaves something behind', async () => {
      await expect(expectUpDownUp(app(forgetful))).rejects.toThrow(
        /❌ Forgetful1764000000001: down\(\) does not undo what up\(\) did.*\n.*bowls/,
      );
    });

    it('names one that leaves a transaction open, which migration:run refuses, too', async () => {
      await expect(expectUpDownUp(app(Open1764000000001))).rejects.toThrow(
        /Open1764000000001 .*it began a transaction/,
      );
    });

    it('names one that can not be undone, with its reason', async () => {
      await expect(expectUpDownUp(app(final))).rejects.toThrow(/Final1764000000001.*down\(\).*can not be undone/);
      await expect(expectUpDownUp(app(nameless))).rejects.toThrow('❌ Migration Nameless');
    });

    it('leaves out what is deployed', async () => {
      const since = 'Final1764000000001';
      expect(await expectUpDownUp(app(final), {}, { since })).toEqual([since]);
      const later = migration('Later1764000000002', 'ALTER TABLE bowls ADD x int', 'SELECT 1');
      await expect(expectUpDownUp(app(final, later), {}, { since })).rejects.toThrow('❌ Later1764000000002: down()');
      await expect(expectUpDownUp(app(final), {}, { since: 'Other' })).rejects.toThrow('has no migration Other');
    });

    it('has the extensions that TypeORM installs when the app connects', async () => {
      const keys = 'CREATE TABLE keys (id uuid DEFAULT uuid_generate_v4())';
      class Key {}
      PrimaryGeneratedColumn('uuid')(Key.prototype, 'id');
      Entity('keys')(Key);
      const options = { ...app(migration('Keys1764000000001', keys, 'DROP TABLE keys')), entities: [Key] };
      const installing = (installExtensions: boolean) =>
        ({ ...options, installExtensions, uuidExtension: 'uuid-ossp' }) as DataSourceOptions;
      expect(await expectUpDownUp(installing(true))).toHaveLength(1);
      await expect(expectUpDownUp(installing(false))).rejects.toThrow('uuid_generate_v4');
      expect(await database.query('SELECT extname FROM pg_extension WHERE extname = $1', ['uuid-ossp'])).toEqual([]);
    });
  });

  it.each([expectMigrationsMatchEntities, expectUpDownUp])('%p has to have something to prove', async (expectation) => {
    await expect(expectation(app())).rejects.toThrow('No migrations found');
  });

  it.each([expectMigrationsMatchEntities, expectUpDownUp])('%p stays away from production', async (expectation) => {
    await expect(expectation(app(right), { environment: 'production' })).rejects.toThrow(
      'A database for the test can not be made on the connected server: this is environment "production"',
    );
  });
});
