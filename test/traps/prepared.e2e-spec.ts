import { randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { createMissingTables } from '../../src/database-lifecycle';
import { lifecycleTarget } from '../../src/database-lifecycle/lifecycle.target';
import { connectTo } from '../support/lifecycle-data-source';
import { createEmptyDatabase, onServer, type TestDatabase } from '../support/test-database';
import { startOwnServer, type OwnServer } from './support/own-server';
import { entity, references } from './support/trap-database';

const owners = entity('owners');
const pets = entity('pets', { ownerId: references(owners) });

describe('what a prepared transaction, which has no session, has locked', () => {
  let server: OwnServer;
  let database: TestDatabase;
  let dataSource: DataSource;
  /** With a quote, as a transaction manager may name it. */
  const gid = `o'hara-${randomBytes(4).toString('hex')}`;
  const literal = `'${gid.replace("'", "''")}'`;
  /** Of another session, and in nobody's way: to end it would lose its work for nothing. */
  const bystander = `'bystander-${randomBytes(4).toString('hex')}'`;

  beforeAll(async () => {
    server = await startOwnServer({ max_prepared_transactions: '5' });
  });
  afterAll(() => server?.remove());
  beforeEach(async () => {
    database = await createEmptyDatabase('template0', server.url);
    await database.query('CREATE TABLE owners (id integer PRIMARY KEY)');
    dataSource = await connectTo(database.url, [owners, pets]);
  });
  afterEach(async () => {
    await dataSource?.destroy();
    for (const prepared of [literal, bystander]) await database.query(`ROLLBACK PREPARED ${prepared}`);
    await database.drop();
  });

  /** What a creation says beside that transaction. */
  async function creationBesides(sql: string): Promise<string> {
    await onServer(database.url, async (other) => {
      await other.query(`BEGIN; PREPARE TRANSACTION ${bystander}`);
      await onServer(database.url, (client) => client.query(`BEGIN; ${sql}; PREPARE TRANSACTION ${literal}`));
    });
    const told = await createMissingTables(dataSource, { lockTimeoutMs: 300, lockWaitTimeoutMs: 300 }).then(
      () => 'created',
      ({ message }: Error) => message,
    );
    expect(told).not.toContain(bystander);
    return told;
  }

  const named = (of: string): RegExp =>
    new RegExp(
      `${of} prepared transaction ${literal} \\(postgres, prepared since \\d+ s\\)[^]*-> .*` +
        `ROLLBACK PREPARED ${literal};`,
    );

  it('the parent of a new foreign key: it is named, with what ends it, and no session is to be ended', async () => {
    const told = await creationBesides('INSERT INTO owners VALUES (7)');
    expect(told).toMatch(named('stayed locked for 300 ms: public\\.owners by'));
    expect(told).not.toContain('pg_terminate_backend');
  });

  it('an object of the same name', async () => {
    const told = await creationBesides('CREATE TABLE pets (id integer)');
    expect(told).toMatch(named('of the same name; these are open:'));
  });

  it('the lifecycle lock', async () => {
    const { lockKey } = lifecycleTarget(dataSource);
    const told = await creationBesides(`SELECT pg_advisory_xact_lock(${lockKey.join(', ')})`);
    expect(told).toMatch(named('or purge:'));
  });

  it('a record that is read', async () => {
    await createMissingTables(dataSource);
    const told = await creationBesides('LOCK TABLE database_lifecycle_journal');
    expect(told).toMatch(named('public\\.database_lifecycle_journal by'));
  });
});
