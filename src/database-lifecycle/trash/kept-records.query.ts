import type { Holdings } from '../interfaces/holdings.interface';
import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import type { TrashRow } from '../interfaces/trash.interface';
import { quoteLiteral, quotePath } from '../sql/identifier';
import { readQualified } from '../sql/qualified.names';
import type { SqlSession } from '../sql/sql.session';

/** What a manifest takes down word for word, and what its name depends on. */
export interface KeptRecords {
  /** The server's clock. ISO 8601, UTC. */
  readonly at: string;
  /** Schemas whose names a trash may not take. */
  readonly takenNames: readonly string[];
  /** Definition of each foreign key that is to be taken off, by its oid. */
  readonly definitions: Readonly<Record<string, string>>;
  /** Relations whose rows in `typeorm_metadata` are kept. */
  readonly recorded: readonly NamedObject[];
  readonly metadata: readonly TrashRow[] | null;
  readonly migrations: readonly TrashRow[] | null;
}

type RawRecords = { readonly [Key in keyof KeptRecords]: KeptRecords[Key] | null };

/** Each value as text: a number of JSON has no room for every bigint. */
const rows = (table: NamedObject, suffix: string): string =>
  `(SELECT coalesce(json_agg((SELECT json_object_agg(key, value) FROM jsonb_each_text(to_jsonb(r)))), '[]') FROM (SELECT * FROM ${quotePath(table)} ${suffix}) r)`;

/** TypeORM records a view by its name and a generated column by its table. */
export const metadataOf = (relations: readonly NamedObject[]): string => {
  const pairs = relations.map(({ schema, name }) => `(${quoteLiteral(schema)}, ${quoteLiteral(name)})`);
  return `("schema", coalesce("table", "name")) IN (${pairs.join(', ')})`;
};

export interface RecordsRequest {
  readonly metadataTable: NamedObject;
  readonly migrationsTable: NamedObject;
  /** Relations whose rows in `typeorm_metadata` are kept, be they there or not: what is made anew may replace them. */
  readonly recorded: readonly NamedObject[];
}

function keptRecordsQuery(
  { constraints, metadataTableExists, migrationsReadable }: Holdings,
  { metadataTable, migrationsTable, recorded }: RecordsRequest,
): string {
  const metadata = recorded.length > 0 ? rows(metadataTable, `WHERE ${metadataOf(recorded)}`) : `'[]'::json`;
  const oids = constraints.map(({ oid }) => oid).join(',');
  return `SELECT json_build_object(
  'at', to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
  'takenNames', (SELECT json_agg(nspname) FROM pg_namespace WHERE starts_with(nspname, 'trash_')),
  'definitions', (SELECT json_object_agg(oid::text, pg_get_constraintdef(oid)) FROM pg_constraint WHERE oid = ANY ('{${oids}}'::oid[])),
  'metadata', ${metadataTableExists ? metadata : 'NULL'},
  'migrations', ${migrationsReadable ? rows(migrationsTable, 'ORDER BY 1') : 'NULL'}
) AS records`;
}

/** Reads what goes into a manifest of the holdings: one round trip, in the session's open transaction. */
export async function readKeptRecords(
  session: SqlSession,
  holdings: Holdings,
  request: RecordsRequest,
): Promise<KeptRecords> {
  const [answer] = await readQualified(session, keptRecordsQuery(holdings, request));
  const { at, takenNames, definitions, metadata, migrations } = answer!.records as RawRecords;
  const { recorded } = request;
  return { recorded, at: at!, takenNames: takenNames ?? [], definitions: definitions ?? {}, metadata, migrations };
}
