import { Test } from '@nestjs/testing';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { DatabaseLifecycleService } from '../../src/database-lifecycle';
import { appOn, callCli, type TestModuleOptions } from '../cli/support';
import { migration, type MigrationClass } from '../migrations/support/migration.factory';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';
import { tapWire } from '../support/wire';

@Entity('people')
class Person {
  @PrimaryGeneratedColumn() id: number;
}

@Entity('people')
class PersonWithMore {
  @PrimaryGeneratedColumn() id: number;
  @Column({ nullable: true }) nick: string;
  @Column({ nullable: true }) phone: string;
}

@Entity('visits')
class Visit {
  @PrimaryGeneratedColumn() id: number;
}

const AddNick = migration(1, ['ALTER TABLE people ADD COLUMN nick character varying']);
const AddPhone = migration(2, ['ALTER TABLE people ADD COLUMN phone character varying']);
const lacks = (remedy: string) =>
  `public.people (entity PersonWithMore) lacks columns nick, phone. An existing table is never altered here; ${remedy}`;
const WRITE = 'write a migration: npm run migration:generate -- <Name>';

const mute = (): void => undefined;

/** Boots an app, a second time where something awaits it again, and answers with its warnings. */
async function warningsOfBoot(url: string, options: TestModuleOptions): Promise<string[]> {
  const warnings: string[] = [];
  const app = await Test.createTestingModule({ imports: [appOn(url, { providers: [], ...options })] })
    .setLogger({ log: mute, error: mute, warn: (message: string) => void warnings.push(message) })
    .compile();
  await app.init();
  await app.get(DatabaseLifecycleService, { strict: false }).ready();
  await app.close();
  return warnings;
}

describe('a boot with a column that an entity has and its table lacks', () => {
  let database: TestDatabase;
  const boot = (migrations: MigrationClass[], options: TestModuleOptions = {}, url = database.url) =>
    warningsOfBoot(url, { entities: [PersonWithMore], dataSource: { migrations }, ...options });

  beforeEach(async () => {
    database = await createEmptyDatabase();
    await warningsOfBoot(database.url, { entities: [Person] });
  });
  afterEach(() => database.drop());

  it('warns once, and names the command that helps', async () => {
    expect(await boot([])).toEqual([lacks(WRITE)]);
  });

  it('names migration:run while a migration is pending that may bring it', async () => {
    const remedy = 'which may bring them: npm run migration:run; else';
    expect(await boot([AddNick, AddPhone])).toEqual([lacks(`run the pending migrations, ${remedy} ${WRITE}`)]);
    expect(await boot([AddNick])).toEqual([lacks(`run the pending migration, ${remedy} ${WRITE}`)]);
    const options = { entities: [PersonWithMore], providers: [], dataSource: { migrations: [AddNick] } };
    await callCli(appOn(database.url, options), ['migration:run']);
    const [warning] = await boot([AddNick]);
    expect(warning).toContain(`lacks column phone. An existing table is never altered here; ${WRITE}`);
    await callCli(appOn(database.url, { ...options, dataSource: { migrations: [AddNick, AddPhone] } }), [
      'migration:run',
    ]);
    expect(await boot([AddNick, AddPhone])).toEqual([]);
  });

  it('warns also of a boot that creates another table', async () => {
    const remedy = 'run the pending migration, which may bring them: npm run migration:run; else';
    expect(await boot([AddNick], { entities: [PersonWithMore, Visit] })).toEqual([lacks(`${remedy} ${WRITE}`)]);
  });

  it('warns of a column that a renamed or removed property left, where no insert goes without it', async () => {
    await database.query(`ALTER TABLE people ADD age int NOT NULL, ADD note text, ADD "since" date NOT NULL DEFAULT now(),
      ADD number int NOT NULL GENERATED ALWAYS AS IDENTITY, ADD twice int NOT NULL GENERATED ALWAYS AS (2) STORED`);
    expect(await boot([], { entities: [Person] })).toEqual([
      `public.people (entity Person) has what no entity fills: age, NOT NULL and without a default. An insert fails, unless a trigger fills it. An existing table is never altered here; put the property back, or ${WRITE}`,
    ]);
    await database.query('ALTER TABLE people ALTER age DROP NOT NULL');
    expect(await boot([], { entities: [Person] })).toEqual([]);
  });

  it('asks no more often than a boot that has nothing to warn of', async () => {
    const wire = await tapWire(database.url);
    try {
      const roundTrips = async (entity: new () => object, migrations: MigrationClass[]) => {
        wire.messages.length = 0;
        await boot(migrations, { entities: [entity] }, wire.url);
        return wire.roundTrips();
      };
      const plain = await roundTrips(Person, []);
      expect(plain).toBeGreaterThan(0);
      expect(await roundTrips(PersonWithMore, [])).toBe(plain);
      expect(await roundTrips(PersonWithMore, [AddNick])).toBe(plain);
    } finally {
      await wire.close();
    }
  });
});
