import type { Client } from 'pg';
import { JOURNAL } from '../../corpus/reference';
import { catalogQuery } from '../../support/catalog.queries';
import { rawCatalog, type RawCatalogOptions } from './raw.catalog';
import { storedState, type StoredState } from './stored.state';
import { trashSchemas } from './trash.schemas';

/** All that a database holds: what is stored, and its catalog read in two ways that share nothing. */
export interface DatabaseState {
  readonly stored: StoredState;
  /** Sorted lines without oids, as PostgreSQL prints definitions. */
  readonly catalog: readonly string[];
  /** Sorted lines with oids and files. */
  readonly raw: readonly string[];
}

async function printedCatalog(client: Client): Promise<string[]> {
  await client.query('SET LOCAL search_path = pg_catalog');
  const { rows } = await client.query<{ kind: string; name: string; relation: string | null; facts: string }>(
    catalogQuery,
  );
  return rows
    .filter(({ relation }) => relation !== JOURNAL)
    .map(({ kind, name, facts }) => `${kind} ${name} ${facts}`)
    .toSorted();
}

/**
 * Reads in a transaction that is rolled back, in which every trash is dropped with all that hangs on it: so what is
 * read can't depend on one.
 */
export async function databaseState(client: Client, options?: RawCatalogOptions): Promise<DatabaseState> {
  await client.query('BEGIN');
  try {
    const trashes = await trashSchemas(client);
    if (trashes.length > 0) await client.query(`DROP SCHEMA ${trashes.join(', ')} CASCADE`);
    const raw = await rawCatalog(client, options);
    return { raw, stored: await storedState(client), catalog: await printedCatalog(client) };
  } finally {
    await client.query('ROLLBACK');
  }
}

const lines = ({ stored, catalog, raw }: DatabaseState): string[] => [
  ...Object.entries(stored).map((entry) => `stored ${entry.join(': ')}`),
  ...catalog,
  ...raw.map((line) => `raw ${line}`),
];

/** What one has and the other has not, each line with `-` (before only) or `+` (after only). */
export function changes(before: DatabaseState, after: DatabaseState): string[] {
  const [then, now] = [new Set(lines(before)), new Set(lines(after))];
  return [
    ...[...then].filter((line) => !now.has(line)).map((line) => `- ${line}`),
    ...[...now].filter((line) => !then.has(line)).map((line) => `+ ${line}`),
  ];
}

/** @throws Error that shows the first lines that differ */
export async function expectUnchanged(
  what: string,
  before: DatabaseState,
  client: Client,
  options?: RawCatalogOptions,
): Promise<void> {
  const changed = changes(before, await databaseState(client, options));
  if (changed.length > 0) {
    throw new Error(`${what}, ${changed.length} lines differ:\n${changed.slice(0, 12).join('\n')}`);
  }
}
