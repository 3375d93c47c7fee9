import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { createMissingTables, type DatabaseLifecycleOptions } from '../../src/database-lifecycle';
import { lifecycleTarget } from '../../src/database-lifecycle/lifecycle.target';
import { resetFor, type ResetWork } from '../../src/database-lifecycle/reset/reset.executor';
import { inspectTrash } from '../../src/database-lifecycle/trash/trash.inspector';
import { restoreFor } from '../../src/database-lifecycle/trash/restore.executor';
import type { ResetOptions } from '../../src/database-lifecycle/interfaces/reset-plan.interface';
import type { RestoreOptions } from '../../src/database-lifecycle/interfaces/restore-plan.interface';
import type { TrashListing } from '../../src/database-lifecycle/interfaces/trash.interface';
import { withReadOnlySession } from '../../src/database-lifecycle/sql/sql.session';
import { catalogOf, type CatalogOptions } from '../support/catalog';

const OPTIONS: DatabaseLifecycleOptions = { environment: 'development', lockTimeoutMs: 500 };

/** The journal grows with each operation, so it is never the same. */
const JOURNAL = 'database_lifecycle_journal';
const RELATIONS = `SELECT c.oid::int, c.oid::regclass::text AS name, c.relfilenode::int AS file, c.relkind FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.oid >= 16384 AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND c.relname !~ '^${JOURNAL}' ORDER BY 2`;

export interface AppState {
  readonly catalog: readonly string[];
  readonly relations: readonly unknown[];
  /** Of each table and view how many rows, and a hash of them; of each sequence where it is. */
  readonly contents: Readonly<Record<string, unknown>>;
}

/**
 * All that a person can see of a database, but for the trashes and the journal: its catalog, oids and files, a hash of
 * the rows of each table, and the sequences.
 */
export async function stateOf(client: Client, options: CatalogOptions = {}): Promise<AppState> {
  const catalog = await catalogOf(client, { ...options, without: [JOURNAL] });
  const { rows } = await client.query<{ name: string; relkind: string }>(RELATIONS);
  const relations = rows.filter(({ name }) => !name.startsWith('trash_'));
  const contents: Record<string, unknown> = {};
  for (const { name, relkind } of relations) {
    const hash = `SELECT count(*)::int AS n, sum(hashtextextended(t::text, 0))::text AS hash FROM ${name} t`;
    if ('rpvm'.includes(relkind)) contents[name] = (await client.query(hash)).rows;
    if (relkind === 'S') contents[name] = (await client.query(`SELECT last_value, is_called FROM ${name}`)).rows;
  }
  return { catalog: catalog.filter((line) => !line.includes('trash_')), relations, contents };
}

/** One app on one database. */
export class ResetApp {
  constructor(
    private readonly dataSource: DataSource,
    private readonly database: string,
  ) {}

  create = () => createMissingTables(this.dataSource, OPTIONS);
  reset = <Made = undefined>(options: ResetOptions = {}, work: ResetWork<Made> = {}) =>
    resetFor(lifecycleTarget(this.dataSource, OPTIONS), this.database, options, work);
  restore = (options: RestoreOptions = {}, lifecycle: DatabaseLifecycleOptions = {}, confirmed = this.database) =>
    restoreFor(lifecycleTarget(this.dataSource, { ...OPTIONS, ...lifecycle }), confirmed, options);
  trashes = (): Promise<TrashListing> => {
    const target = lifecycleTarget(this.dataSource, OPTIONS);
    return withReadOnlySession(target, (session) => inspectTrash(session, target.migrationsTable));
  };
}
