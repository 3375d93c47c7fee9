import { DatabaseLifecycleService } from '../../src/database-lifecycle';
import { runSeeders } from '../../src/database-lifecycle/seeding/seeding.runner';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';
import { startTestApp } from './support/test-app';

const rowsOf = async (database: TestDatabase) => ({
  users: await database.query('SELECT id, email, full_name, role, is_active FROM users ORDER BY id'),
  pets: await database.query('SELECT * FROM pets ORDER BY id'),
});

describe('the sample data', () => {
  const databases: TestDatabase[] = [];
  const bootOnce = async () => {
    const database = await createEmptyDatabase();
    databases.push(database);
    const { app } = await startTestApp({ DATABASE_URL: database.url });
    await app.close();
    return database;
  };
  afterAll(async () => {
    for (const database of databases) await database.drop();
  });

  it('is four users of every role and six pets of theirs, the same in every database', async () => {
    const rows = await rowsOf(await bootOnce());
    expect(rows.users.map(({ role }) => role).toSorted()).toEqual(['admin', 'owner', 'owner', 'staff']);
    expect(rows.pets).toHaveLength(6);
    expect(await rowsOf(await bootOnce())).toEqual(rows);
  });

  it('grows to as many as a person asks for', async () => {
    const database = await createEmptyDatabase();
    databases.push(database);
    const { app } = await startTestApp({ DATABASE_URL: database.url });
    const { target, seeders } = app.get(DatabaseLifecycleService);
    await database.query('TRUNCATE users, pets, database_lifecycle_journal CASCADE');
    const rows = new Map([
      ['users', 5_000],
      ['pets', 7_000],
    ]);
    await runSeeders(target, seeders, {}, { rows });
    await app.close();
    const counts = `SELECT (SELECT count(*)::int FROM users) AS users, (SELECT count(DISTINCT owner_id)::int FROM pets) AS owners,
      (SELECT count(*)::int FROM pets) AS pets, (SELECT count(*)::int FROM users WHERE role <> 'owner') AS others`;
    expect(await database.query(counts)).toEqual([
      { users: 5_000, pets: 7_000, others: 2, owners: expect.any(Number) as number },
    ]);
  });
});
