import { createEmptyDatabase, type TestDatabase } from '../support/test-database';
import { tapWire } from '../support/wire';
import { migration, nameOfMigration } from './support/migration.factory';
import { failureOf, migrate } from './support/migrating';

const TABLES = migration(1, [
  'CREATE TABLE owners (id int PRIMARY KEY)',
  'CREATE TABLE animals (owner int CONSTRAINT animals_owner REFERENCES owners DEFERRABLE INITIALLY DEFERRED)',
]);
const VIOLATING = migration(2, ['INSERT INTO animals VALUES (7)'], ['INSERT INTO animals VALUES (8)']);
const FINE = migration(2, ['SELECT 1'], ['INSERT INTO animals VALUES (8)']);

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
    expect(error.message).toContain('what was committed before it in this run stays (1)');
    expect(await recorded()).toHaveLength(1);
    expect(await failures()).toEqual([{ name: nameOfMigration(2), sqlstate: '23503' }]);
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
    expect(error.message).not.toContain('rolled back');
  });
});
