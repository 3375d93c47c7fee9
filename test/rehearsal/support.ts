import type { DataSourceOptions } from 'typeorm';
import type { DatabaseLifecycleOptions } from '../../src/database-lifecycle';
import type { RehearsedStatement, Rehearsal } from '../../src/database-lifecycle/interfaces/rehearsal.interface';
import { rehearseMigrations, type RehearsalOptions } from '../../src/database-lifecycle/rehearsal/migration.rehearser';
import type { ShadowServerProvider } from '../../src/database-lifecycle/shadow/shadow.provider';
import { startThrowawayPostgres, type ThrowawayPostgres } from '../../src/local-postgres';
import { connectMigrating, migrate } from '../migrations/support/migrating';
import { migration, type MigrationClass } from '../migrations/support/migration.factory';

/** What is deployed before anything is rehearsed. */
export const DEPLOYED: MigrationClass = migration(1, [
  `CREATE TYPE mood AS ENUM ('good', 'bad')`,
  'CREATE TABLE customers (id int PRIMARY KEY, name text)',
  `CREATE TABLE orders (id serial PRIMARY KEY, customer int, note text, code varchar(20), total int, placed timestamp)`,
  'CREATE INDEX orders_note ON orders (note)',
  'CREATE VIEW order_notes AS SELECT id FROM orders',
  'CREATE MATERIALIZED VIEW notes AS SELECT id, note FROM orders',
  'CREATE UNIQUE INDEX notes_id ON notes (id)',
  'CREATE TABLE parts (id int, kind int) PARTITION BY LIST (kind)',
  'CREATE TABLE lone (id int, kind int)',
]);

export interface Rehearsing {
  readonly mode?: DataSourceOptions['migrationsTransactionMode'];
  readonly lifecycle?: DatabaseLifecycleOptions;
  readonly options?: RehearsalOptions;
}

/** A server for shadow databases only, for the tests of a file: production has none on its own. */
export function useShadowServer(): ShadowServerProvider {
  let server: ThrowawayPostgres;
  beforeAll(async () => {
    server = await startThrowawayPostgres();
  });
  afterAll(() => server.stop());
  return async () => ({ url: server.url, stop: async () => undefined });
}

/** Runs the first migration for real. */
export const deploy = (url: string): Promise<string[]> =>
  migrate(url, [DEPLOYED], { lifecycle: { environment: 'development' } });

/** Rehearses these on top of the first; by default in development. */
export async function rehearse(
  url: string,
  pending: readonly MigrationClass[],
  { mode, lifecycle = { environment: 'development' }, options }: Rehearsing = {},
): Promise<Rehearsal> {
  const target = await connectMigrating(url, [DEPLOYED, ...pending], { mode, lifecycle });
  try {
    return await rehearseMigrations(target, options);
  } finally {
    await target.dataSource.destroy();
  }
}

export const statementsOf = ({ migrations }: Rehearsal): RehearsedStatement[] =>
  migrations.flatMap(({ statements }) => statements);

/** `ACCESS EXCLUSIVE orders, SHARE customers` */
export const locksOf = ({ locks }: RehearsedStatement): string =>
  locks
    .map(({ table, mode }) => `${mode} ${table.replace('public.', '')}`)
    .toSorted()
    .join(', ');

export const tablesOf = (paths: readonly string[]): string =>
  paths
    .map((path) => path.replace('public.', ''))
    .toSorted()
    .join(', ');

export const rulesOf = ({ findings }: RehearsedStatement): string[] =>
  findings.flatMap(({ rewrites }) => rewrites.map(({ rule }) => rule));
