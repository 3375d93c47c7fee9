import { checkMigrations } from '../../src/database-lifecycle/migrations/check/migration.checker';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';
import { connectMigrating, failureOf, migrate } from './support/migrating';
import { migration, migrationDoing, type MigrationClass } from './support/migration.factory';

/** What fails, what helps, and the migrations that then run; those before it had run already. */
const FAILING: readonly [string, MigrationClass[], string, MigrationClass[]][] = [
  [
    'what can be in no transaction',
    [migration(2, ['CREATE INDEX CONCURRENTLY owned_by_state ON owned (state)'])],
    'Put that statement into a migration of its own, with readonly transaction = false in its class',
    [migration(2, ['CREATE INDEX CONCURRENTLY owned_by_state ON owned (state)'], [], false)],
  ],
  [
    'several statements, of which one can be in none',
    [migration(2, ['SELECT 1; CREATE INDEX CONCURRENTLY owned_by_state ON owned (state)'], [], false)],
    'Send that statement alone',
    [migration(2, ['SELECT 1', 'CREATE INDEX CONCURRENTLY owned_by_state ON owned (state)'], [], false)],
  ],
  [
    'a label that was added just before',
    [migration(2, [`ALTER TYPE state ADD VALUE 'late'`]), migration(3, [`INSERT INTO owned VALUES ('late')`])],
    'add it in a migration ahead of this one, with readonly transaction = true in its class',
    [
      migration(2, [`ALTER TYPE state ADD VALUE 'late'`], [], true),
      migration(3, [`INSERT INTO owned VALUES ('late')`]),
    ],
  ],
  [
    'a statement behind an error that was caught',
    [
      migrationDoing(2, async (runner) => {
        await runner.query('ALTER TABLE owned DROP CONSTRAINT nope').catch(() => undefined);
        await runner.query('CREATE TABLE more ()');
      }),
    ],
    'A statement ahead of it failed, and its error was caught',
    [
      migrationDoing(2, async (runner) => {
        await runner.query('SAVEPOINT one');
        await runner
          .query('ALTER TABLE owned DROP CONSTRAINT nope')
          .catch(() => runner.query('ROLLBACK TO SAVEPOINT one'));
        await runner.query('CREATE TABLE more ()');
      }),
    ],
  ],
  ...[
    ['function', 'uuid-ossp', 'CREATE TABLE pupils (id uuid DEFAULT uuid_generate_v4())'],
    ['function', 'pgcrypto', `CREATE TABLE pupils (id bytea DEFAULT digest('a', 'sha1'))`],
    ['type', 'citext', 'CREATE TABLE pupils (id citext)'],
    ['operator class', 'pg_trgm', 'CREATE INDEX ON owned USING gin (name gin_trgm_ops)'],
  ].map(([kind, extension, sql]): [string, MigrationClass[], string, MigrationClass[]] => [
    `the ${kind} of the extension ${extension}`,
    [migration(2, [sql!])],
    `put CREATE EXTENSION IF NOT EXISTS "${extension}" into the first migration that needs it`,
    [migration(2, [`CREATE EXTENSION IF NOT EXISTS "${extension}"`])],
  ]),
];

describe('a migration that fails for where a statement stands', () => {
  const before = migration(1, [`CREATE TYPE state AS ENUM ('open')`, 'CREATE TABLE owned (state state, name text)']);
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createEmptyDatabase();
    await migrate(database.url, [before], { lifecycle: { environment: 'test' } });
  });
  afterEach(() => database.drop());

  it.each(FAILING)('tells what helps: %s', async (_, failing, told, mended) => {
    const { message } = await failureOf(migrate(database.url, [before, ...failing]));
    expect(message).toContain(told);
    expect(await migrate(database.url, [before, ...mended])).toHaveLength(mended.length);
  });

  it('tells it in migration:check, too', async () => {
    const lifecycle = { environment: 'test' };
    const target = await connectMigrating(database.url, [migration(1, ['SELECT uuid_generate_v4()'])], { lifecycle });
    try {
      expect((await checkMigrations(target)).failure).toContain(
        'function uuid_generate_v4() does not exist\n  -> That is of the extension uuid-ossp',
      );
    } finally {
      await target.dataSource.destroy();
    }
  });

  it('tells nothing of extensions where another function is not there', async () => {
    const { message } = await failureOf(migrate(database.url, [before, migration(2, ['SELECT mine()'])]));
    expect(message).toContain('function mine() does not exist');
    expect(message).not.toContain('extension');
  });
});
