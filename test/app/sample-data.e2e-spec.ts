import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { startTestApp } from './support/test-app';

const rowsOf = async (database: TestDatabase) => ({
  users: await database.query('SELECT id, email, full_name, role, is_active FROM users ORDER BY id'),
  pets: await database.query('SELECT * FROM pets ORDER BY id'),
});

describe('the sample data', () => {
  const databases: TestDatabase[] = [];
  const bootOnce = async () => {
    const database = await createTestDatabase();
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
});
