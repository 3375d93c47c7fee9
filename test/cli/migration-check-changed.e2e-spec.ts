import { join } from 'node:path';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { migration, nameOfMigration } from '../migrations/support/migration.factory';
import { readCatalog } from '../support/catalog';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';
import { CreateOwners1700000000000, Owner } from './entities';
import { appOn, callCli, type CliCall } from './support';

const greeting = (...sql: string[]) => [CreateOwners1700000000000, migration(1, sql)];

describe('migration:check of what the connected database has run', () => {
  let database: TestDatabase;
  const call = (command: string, migrations: (new () => MigrationInterface)[], more?: CliCall) =>
    callCli(appOn(database.url, { entities: [Owner], providers: [], dataSource: { migrations } }), [command], more);
  const check = (migrations: (new () => MigrationInterface)[], more?: CliCall) =>
    call('migration:check', migrations, more);

  beforeEach(async () => {
    database = await createEmptyDatabase();
    await call('migration:run', greeting(`INSERT INTO owners (id, name) VALUES (1, 'Ann')`));
  });
  afterEach(() => database.drop());

  it('finds nothing while it sends the same, however it is written', async () => {
    const answer = await check(greeting(`insert into owners (id, name)\n  values (1, 'Ann'); -- the first`));
    expect(answer).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('✅') as unknown });
  });

  it('names what sends other statements now, and only that', async () => {
    const before = await readCatalog(database.url);
    const changed = greeting(`INSERT INTO owners (id, name) VALUES (1, 'Bob')`);
    const answer = await check(changed, { migrationsDirectory: join(process.cwd(), 'src', 'no-migrations') });
    expect(answer.exitCode).toBe(3);
    expect(answer.stdout).toBe(
      `❌ ${nameOfMigration(1)} changed since it was run: the connected database ran other statements than it sends now.\n` +
        '  -> Put back what ran (git log -p -- src/no-migrations), and make the change in a new migration.\n',
    );
    expect((await check(changed)).stdout).toContain('Put back what ran (git log -p), and');
    expect(await readCatalog(database.url)).toEqual(before);
  });

  it('says nothing of one that sends other statements each time, or has not run here, or ran before there was a journal', async () => {
    let clock = 0;
    const moody = class extends migration(1, []) {
      override async up(runner: QueryRunner): Promise<void> {
        await runner.query(`INSERT INTO owners (id, name) VALUES (1, 'made at ${(clock += 1)}')`);
      }
    };
    expect((await check([CreateOwners1700000000000, moody])).exitCode).toBe(0);
    expect(
      (await check([...greeting(`INSERT INTO owners (id, name) VALUES (1, 'Ann')`), migration(2, [])])).exitCode,
    ).toBe(0);
    await database.query('DROP TABLE database_lifecycle_journal');
    expect((await check(greeting(`INSERT INTO owners (id, name) VALUES (1, 'Bob')`))).exitCode).toBe(0);
  });
});
