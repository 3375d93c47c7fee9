import type { QueryRunner } from 'typeorm';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';
import { tapWire } from '../support/wire';
import { migration, migrationDoing, nameOfMigration, starting, type MigrationClass } from './support/migration.factory';
import { failureOf, migrate } from './support/migrating';

const TABLES = migration(1, [
  'CREATE TABLE owners (id int PRIMARY KEY)',
  'CREATE TABLE animals (owner int CONSTRAINT animals_owner REFERENCES owners DEFERRABLE INITIALLY DEFERRED)',
]);
const VIOLATING = migration(2, ['INSERT INTO animals VALUES (7)'], ['INSERT INTO animals VALUES (8)']);
const FINE = migration(2, ['SELECT 1'], ['INSERT INTO animals VALUES (8)']);

/** Begins what it never ends. */
const leaving = (begin: (runner: QueryRunner) => Promise<unknown>, transaction?: boolean): MigrationClass =>
  migrationDoing(
    2,
    async (runner) => {
      await begin(runner);
      await runner.query('INSERT INTO owners VALUES (1)');
    },
    { transaction },
  );

describe('a COMMIT that never comes', () => {
  it.each([
    ['all', starting, undefined, 'All of this run was rolled back.'],
    ['each', starting, undefined, 'what was committed before it in this run stays (1, the last was Step'],
    ['none', starting, undefined, 'It ran without a transaction'],
    ['each', (runner: QueryRunner) => runner.query('BEGIN'), false, 'It ran without a transaction'],
  ] as const)('mode %s: is told, as nothing is kept (%#)', async (mode, begin, transaction, says) => {
    const database = await createEmptyDatabase();
    try {
      const error = await failureOf(migrate(database.url, [TABLES, leaving(begin, transaction)], { mode }));
      expect(error.name).toBe('MigrationError');
      expect(error.message).toContain(`Migration ${nameOfMigration(2)} failed in up(): it began a transaction`);
      expect(error.message).toContain(says);
      const names = mode === 'all' ? [] : await database.query('SELECT name FROM migrations');
      expect(names).toHaveLength(mode === 'all' ? 0 : 1);
      expect(await migrate(database.url, [TABLES, FINE], { mode })).toHaveLength(mode === 'all' ? 2 : 1);
    } finally {
      await database.drop();
    }
  });
});

describe('a COMMIT that fails', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createEmptyDatabase();
  });
  afterEach(() => database.drop());

  const recorded = () => database.query('SELECT name FROM migrations');
  const failures = () =>
    database.query(`SELECT name, details->>'sqlstate' AS sqlstate FROM database_lifecycle_journal
      WHERE details->>'result' = 'failed'`);

  it('mode all: names the migrations that were to be committed, the table and the constraint', async () => {
    const error = await failureOf(migrate(database.url, [TABLES, VIOLATING]));
    expect(error).toMatchObject({ name: 'MigrationError', exitCode: 1 });
    expect(error.message).toContain(
      `Migration ${nameOfMigration(1)}, ${nameOfMigration(2)} failed at COMMIT: insert or update on table "animals"`,
    );
    expect(error.message).toContain('(table animals, constraint animals_owner, Key (owner)=(7)');
    expect(error.message).toContain('All of this run was rolled back.');
    expect(await database.query(`SELECT to_regclass('owners') AS owners`)).toEqual([{ owners: null }]);
    expect(await migrate(database.url, [TABLES, FINE])).toHaveLength(2);
  });

  it('mode each: names the one, and what was committed before stays', async () => {
    const error = await failureOf(migrate(database.url, [TABLES, VIOLATING], { mode: 'each' }));
    expect(error.message).toContain(`Migration ${nameOfMigration(2)} failed at COMMIT: `);
    expect(error.message).toContain('what was committed before it in this run stays (1, the last was Step');
    expect(await recorded()).toHaveLength(1);
    expect(await failures()).toEqual([{ name: nameOfMigration(2), sqlstate: '23503' }]);
  });

  it('that is cancelled is rolled back, and said to be', async () => {
    const cancelled = migration(2, [
      `CREATE FUNCTION cancel() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_cancel_backend(pg_backend_pid()), pg_sleep(5); RETURN NULL; END'`,
      'CREATE CONSTRAINT TRIGGER cancelling AFTER INSERT ON owners DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cancel()',
      'INSERT INTO owners VALUES (1)',
    ]);
    const error = await failureOf(migrate(database.url, [TABLES, cancelled]));
    expect(error.message).toContain('failed at COMMIT: canceling statement due to user request');
    expect(error.message).toContain('All of this run was rolled back.');
    expect(await database.query(`SELECT to_regclass('owners') AS owners`)).toEqual([{ owners: null }]);
  });

  it.each(['all', 'each'] as const)('mode %s: whose answer is lost is not said to be rolled back', async (mode) => {
    let commits = 0;
    const wire = await tapWire(database.url, async ({ sql }) => {
      if (sql === 'COMMIT' && ++commits === 1) await wire.close();
    });
    const error = await failureOf(migrate(wire.url, [TABLES], { mode }));
    expect(error.name).toBe('MigrationError');
    expect(error.message).toContain('Whether it was committed is not known here.');
    expect(error.message).toContain('npm run migration:show');
    expect(error.message).toContain(`The connection to PostgreSQL at ${new URL(wire.url).host}`);
    expect(error.message).not.toMatch(/rolled back|Correct the migration/);
  });
});
