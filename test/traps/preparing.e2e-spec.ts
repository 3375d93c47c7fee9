import { Seeder, type SeederContext, type SeederRunner } from '../../src/database-lifecycle';
import { Owner } from '../cli/entities';
import { appOn, callCli, type CliAnswer } from '../cli/support';
import { failureOf, migrate } from '../migrations/support/migrating';
import { migration } from '../migrations/support/migration.factory';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';
import { startOwnServer, type OwnServer } from './support/own-server';

const PREPARE = `PREPARE TRANSACTION 'of somebody'`;
const LEFT = 'What it prepared keeps its locks, that of the lifecycle among them, until somebody ends it';

@Seeder({ key: 'preparing', entities: [Owner] })
class PreparingSeeder implements SeederRunner {
  async run({ manager }: SeederContext): Promise<void> {
    await manager.insert(Owner, { name: 'Ada' });
    await manager.query(PREPARE);
  }
}

describe('who prepares the transaction that is not its own', () => {
  let server: OwnServer;
  let database: TestDatabase;
  const call = (...argv: string[]): Promise<CliAnswer> =>
    callCli(appOn(database.url, { entities: [Owner], providers: [PreparingSeeder] }), argv);

  beforeAll(async () => {
    server = await startOwnServer({ max_prepared_transactions: '5' });
  });
  afterAll(() => server?.remove());
  beforeEach(async () => {
    database = await createEmptyDatabase('template0', server.url);
  });
  afterEach(async () => {
    await database.query(`ROLLBACK PREPARED 'of somebody'`);
    await database.drop();
  });

  it('a seeder: the message says what is left, and the SQL in it ends that', async () => {
    await call('db:init');
    const { exitCode, stderr } = await call('db:seed');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('Seeder "preparing" failed: it ended the transaction that it runs in');
    expect(stderr).toContain(LEFT);
    const [query] = /SELECT gid .*?(?=;)/.exec(stderr)!;
    expect(await database.query(query)).toEqual([{ gid: 'of somebody' }]);
    expect(await database.query('SELECT FROM owners')).toEqual([]);
  });

  it('a seeder of a reset: all of it is prepared, and what came before is there until it is committed', async () => {
    await call('db:init');
    const { exitCode, stderr } = await call('db:init', '--force', '--seed', '--confirm', database.name);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(LEFT);
    expect(await database.query(`SELECT FROM pg_namespace WHERE nspname LIKE 'trash%'`)).toEqual([]);
    // The lock that it has kept is named, too.
    const next = await call('db:status');
    expect(next.stderr).toContain(`ROLLBACK PREPARED 'of somebody';`);
  });

  it('a migration', async () => {
    const { message } = await failureOf(migrate(database.url, [migration(1, ['CREATE TABLE kept ()', PREPARE])]));
    expect(message).toContain(LEFT);
    expect(message).toContain('It is not recorded as run.');
  });
});
