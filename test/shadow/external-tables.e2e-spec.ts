import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Column, Entity, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { appOn, callCli, type CliCall } from '../cli/support';
import { migration } from '../migrations/support/migration.factory';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';

@Entity('countries', { synchronize: false })
class Country {
  @PrimaryGeneratedColumn() id: number;
}

@Entity('cities')
class City {
  @PrimaryGeneratedColumn() id: number;
  @Column() name: string;
  @ManyToOne(() => Country) country: Country;
}

@Entity('bills')
class Bill {
  @PrimaryGeneratedColumn() id: number;
  @Column({ type: 'int', default: () => 'due_days()' }) due: number;
}

const EXTERNAL = { countries: 'CREATE TABLE countries (id serial PRIMARY KEY)' };

describe('externalTables: what neither entities nor migrations make', () => {
  let database: TestDatabase;
  let directory: string;
  const call = (
    argv: string[],
    externalTables: Record<string, string> = EXTERNAL,
    migrations: Function[] = [],
    cli: CliCall = {},
  ) =>
    callCli(
      appOn(database.url, {
        entities: [Country, City],
        providers: [],
        dataSource: { migrations },
        lifecycle: { externalTables },
      }),
      argv,
      { migrationsDirectory: directory, ...cli },
    );

  beforeEach(async () => {
    database = await createEmptyDatabase();
    directory = await mkdtemp(join(tmpdir(), 'external-'));
    await database.query('CREATE TABLE countries (id serial PRIMARY KEY, population bigint)');
  });
  afterEach(async () => {
    await rm(directory, { recursive: true });
    await database.drop();
  });

  it("lets a migration refer to another team's table, which stays theirs", async () => {
    const generated = await call(['migration:generate', 'AddCities']);
    expect({ exitCode: generated.exitCode, stderr: generated.stderr }).toEqual({ exitCode: 0, stderr: '' });
    const [file = ''] = await readdir(directory);
    const migrations = Object.values(require(join(directory, file!)) as Record<string, Function>);
    for (const argv of [['migration:run'], ['migration:check'], ['db:drift'], ['migration:generate', 'Nothing']]) {
      const { exitCode, stderr } = await call(argv, EXTERNAL, migrations);
      expect({ argv, exitCode, stderr }).toEqual({ argv, exitCode: 0, stderr: '' });
    }
    expect(
      await database.query(`SELECT attname FROM pg_attribute WHERE attrelid = 'countries'::regclass AND attnum > 0`),
    ).toEqual([{ attname: 'id' }, { attname: 'population' }]);
  });

  it('without it says which table is missing, and writes no file', async () => {
    const answer = await call(['migration:generate', 'AddCities'], {});
    expect(answer.exitCode).toBe(1);
    expect(answer.stderr).toContain('public.countries does not exist and no entity of this app creates it');
    expect(answer.stderr).toContain('That was in a scratch database');
    expect(answer.stderr).toContain('externalTables: {');
    expect(await readdir(directory)).toEqual([]);
  });

  it('a function that is not there is told in the same way, also behind migrations', async () => {
    const { stderr, exitCode } = await callCli(
      appOn(database.url, {
        entities: [Bill],
        providers: [],
        dataSource: { migrations: [migration(1, ['CREATE TABLE notes (id int)'])] },
      }),
      ['db:drift'],
    );
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /function due_days\(\) does not exist[\s\S]+That was in a scratch database[\s\S]+is for a migration to make[\s\S]+externalTables/,
    );
  });

  it('is named when it does not work, with exit code 2', async () => {
    const answer = await call(['migration:check'], { countries: 'CREATE TABEL countries ()' });
    expect(answer).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('The option externalTables does not work in an empty database: syntax error'),
    });
  });
});
