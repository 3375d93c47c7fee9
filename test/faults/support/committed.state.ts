import type { Client } from 'pg';
import { OF_THE_RUN, rowHashes } from '../../seeding/support/row.hashes';
import { catalogOf } from '../../support/catalog';

const JOURNAL = 'database_lifecycle_journal';
/** Schema of what a test puts beside the app in order to disturb it; the committed state leaves it out. */
export const DISTURBANCE = 'disturbance';
const RELATIONS = `SELECT c.oid::int, relfilenode::int AS file, c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
  WHERE c.oid >= 16384 AND nspname !~ '^pg_' AND nspname <> '${DISTURBANCE}' ORDER BY 1`;

interface Relation {
  readonly oid: number;
  readonly file: number;
  readonly name: string;
}

/** All that others see of a database, as lines that are the same in another copy of it. */
export interface CommittedState {
  readonly facts: readonly string[];
  /** What the journal tells, in order. */
  readonly journal: readonly string[];
}

/** What a database was made as: its relations are looked after by their oids, and its trashes keep their names. */
export interface Original {
  /** Files of the relations by their oids. */
  readonly files: ReadonlyMap<number, number>;
  readonly trashes: readonly string[];
}

export async function originalOf(client: Client): Promise<Original> {
  const relations = await client.query<Relation>(RELATIONS);
  const trashes = await client.query<{ name: string }>(
    `SELECT nspname AS name FROM pg_namespace WHERE nspname LIKE 'trash%' ORDER BY 1`,
  );
  return {
    files: new Map(relations.rows.map(({ oid, file }) => [oid, file])),
    trashes: trashes.rows.map(({ name }) => name),
  };
}

async function journalOf(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ there: boolean }>(`SELECT to_regclass('${JOURNAL}') IS NOT NULL AS there`);
  if (!rows[0]!.there) return [];
  const entries = await client.query<{ entry: string }>(
    `SELECT concat_ws(' ', event, name, details->>'result') AS entry FROM ${JOURNAL} ORDER BY id`,
  );
  return entries.rows.map(({ entry }) => entry);
}

/** It tells the time; that it fits is proved by a restore. */
const withoutManifest = (line: string): string => line.replace(/^(schema trash_new).*/, '$1');

export async function committedState(client: Client, { files, trashes }: Original): Promise<CommittedState> {
  /** A trash is named after the time, and a journal's entry after the database. */
  const general = (line: string): string =>
    line
      .replaceAll(client.database!, '<database>')
      .replaceAll(/trash_\d+_\d+(_\d+)?/g, (trash) => (trashes.includes(trash) ? trash : 'trash_new'));
  const relations = (await client.query<Relation>(RELATIONS)).rows;
  const kept = relations
    .filter(({ oid }) => files.has(oid))
    .map(({ oid, file, name }) => `kept ${oid} ${name} ${file === files.get(oid) ? `in file ${file}` : 'rewritten'}`);
  const catalog = (await catalogOf(client)).filter((line) => !line.includes(DISTURBANCE));
  const query = async (sql: string, values?: unknown[]) => (await client.query<never>(sql, values)).rows;
  const rows = Object.entries(await rowHashes({ query }, OF_THE_RUN)).map((entry) => `rows ${entry.join(': ')}`);
  return {
    facts: [...kept, ...catalog, ...rows].map((line) => withoutManifest(general(line))).toSorted(),
    journal: (await journalOf(client)).map(general),
  };
}
