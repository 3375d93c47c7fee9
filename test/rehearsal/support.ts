import type { DataSourceOptions } from 'typeorm';
import type { DatabaseLifecycleOptions } from '../../src/database-lifecycle';
import type { RehearsedStatement, Rehearsal } from '../../src/database-lifecycle/interfaces/rehearsal.interface';
import { rehearseMigrations, type RehearsalOptions } from '../../src/database-lifecycle/rehearsal/migration.rehearser';
import { connectMigrating, migrate } from '../migrations/support/migrating';
import { migration, type MigrationClass } from '../migrations/support/migration.factory';
import { serverUrl } from '../support/test-database';

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

/** The test's server stands for one of its own. */
export const elsewhere = async () => ({ url: serverUrl(), stop: async () => undefined });

/** Runs the first migration for real, and rehearses the others on top of it, as in production. */
export async function rehearse(
  url: string,
  pending: readonly MigrationClass[],
  { mode, lifecycle, options }: Rehearsing = {},
): Promise<Rehearsal> {
  await migrate(url, [DEPLOYED]);
  const target = await connectMigrating(url, [DEPLOYED, ...pending], { mode, lifecycle });
  try {
    return await rehearseMigrations(target, { shadowServer: elsewhere, ...options });
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
