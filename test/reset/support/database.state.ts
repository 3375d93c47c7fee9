import type { Client } from 'pg';
import { JOURNAL } from '../../corpus/reference';
import { catalogOf } from '../../support/catalog';
import { rawCatalog, type RawCatalogOptions } from './raw.catalog';
import { storedState, type StoredState } from './stored.state';

/** All that a database holds: what is stored, and its catalog read in two ways that share nothing. */
export interface DatabaseState {
  readonly stored: StoredState;
  /** Sorted lines without oids, with the rows of `typeorm_metadata`. */
  readonly catalog: readonly string[];
  /** Sorted lines with oids and files. */
  readonly raw: readonly string[];
}

export async function databaseState(client: Client, options?: RawCatalogOptions): Promise<DatabaseState> {
  const raw = await rawCatalog(client, options);
  const catalog = await catalogOf(client, { without: [JOURNAL], rowsOf: ['typeorm_metadata', 'orm_facts'] });
  return { stored: await storedState(client), catalog, raw };
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
