import type { Client } from 'pg';
import { JOURNAL } from '../../corpus/reference';

/** Oids from here on belong to what users made (FirstNormalObjectId in access/transam.h). */
const FIRST_USER_OID = 16384;

/** Columns that the server keeps for its planner and vacuum, or as hints that it corrects later. */
const VOLATILE = `{relpages,reltuples,relallvisible,relallfrozen,relfrozenxid,relminmxid,
  relhasindex,relhasrules,relhastriggers,relhassubclass}`;

/** Each catalog that what users make has rows in, with the column that tells whose they are. */
const CATALOGS: Readonly<Record<string, string>> = {
  pg_namespace: 'oid',
  pg_class: 'oid',
  pg_attribute: 'attrelid',
  pg_attrdef: 'oid',
  pg_constraint: 'oid',
  pg_index: 'indexrelid',
  pg_inherits: 'inhrelid',
  pg_partitioned_table: 'partrelid',
  pg_sequence: 'seqrelid',
  pg_trigger: 'oid',
  pg_rewrite: 'oid',
  pg_policy: 'oid',
  pg_statistic_ext: 'oid',
  pg_publication: 'oid',
  pg_publication_rel: 'oid',
  pg_publication_namespace: 'oid',
  pg_type: 'oid',
  pg_enum: 'enumtypid',
  pg_range: 'rngtypid',
  pg_proc: 'oid',
  pg_aggregate: 'aggfnoid',
  pg_cast: 'oid',
  pg_operator: 'oid',
  pg_collation: 'oid',
  pg_extension: 'oid',
  pg_event_trigger: 'oid',
  pg_default_acl: 'oid',
  pg_foreign_table: 'ftrelid',
  pg_depend: 'objid',
  pg_description: 'objoid',
  pg_seclabel: 'objoid',
};

const rowsOf = ([catalog, owner]: readonly [string, string]): string =>
  `SELECT '${catalog}' AS catalog, to_jsonb(c) - '${VOLATILE}'::text[] AS row FROM ${catalog} c WHERE ${owner} >= ${FIRST_USER_OID}`;

const shared = `SELECT 'pg_shdepend', to_jsonb(c) - 'dbid'::text FROM pg_shdepend c
  WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND objid >= ${FIRST_USER_OID}`;

/** A session's own temporary schema stays behind it, and no user sees it. */
const temporary = `SELECT oid::bigint FROM pg_namespace WHERE nspname ~ '^pg_(toast_)?temp_'`;

/** @param there which of the catalogs this version of PostgreSQL has */
const queryOf = (there: ReadonlySet<string>) => `SELECT catalog, row FROM (${[
  ...Object.entries(CATALOGS)
    .filter(([catalog]) => there.has(catalog))
    .map(rowsOf),
  shared,
].join(' UNION ALL ')}) rows
  WHERE NOT (catalog = 'pg_namespace' AND (row->>'oid')::bigint IN (${temporary}))
    AND NOT (catalog = 'pg_depend' AND (row->>'refobjid')::bigint IN (${temporary}))`;

export interface RawCatalogOptions {
  /**
   * Quoted paths of tables whose foreign keys may be taken off and put back, so that a key, its triggers and its
   * dependencies count by the key's name. All else counts by its oid.
   */
  readonly rejoined?: readonly string[];
}

interface CatalogRow {
  readonly catalog: string;
  readonly row: Record<string, unknown>;
}

/** What stands for the oids of the keys of these tables, and of the triggers that enforce them. */
async function standIns(client: Client, rejoined: readonly string[]): Promise<Map<number, string>> {
  const { rows } = await client.query<{ oid: number; label: string }>(
    `WITH tables AS (
      SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE format('%I.%I', nspname, relname) = ANY ($1)
    ), keys AS (
      SELECT oid, concat_ws(' ', conrelid::regclass, conname) AS label FROM pg_constraint
      WHERE contype = 'f' AND conrelid IN (SELECT oid FROM tables) OR conparentid IN (
        SELECT oid FROM pg_constraint WHERE contype = 'f' AND conrelid IN (SELECT oid FROM tables)))
     SELECT oid::int, label FROM keys
     UNION ALL SELECT g.oid::int, concat_ws(' ', label, tgrelid::regclass, tgfoid::regproc) FROM keys k JOIN pg_trigger g ON tgconstraint = k.oid`,
    [rejoined],
  );
  return new Map(rows.map(({ oid, label }) => [oid, label]));
}

/** Places where a row names a constraint or trigger by its oid. */
const NAMING = ['oid', 'objid', 'refobjid', 'objoid', 'tgconstraint', 'conparentid', 'tgparentid'];

function line({ catalog, row }: CatalogRow, standing: ReadonlyMap<number, string>): string {
  const facts = { ...row };
  for (const column of NAMING) {
    const label = standing.get(Number(facts[column]));
    if (label !== undefined) facts[column] = label;
  }
  // It is called RI_ConstraintTrigger_ and its own oid.
  if (catalog === 'pg_trigger' && typeof facts.oid === 'string') facts.tgname = facts.oid;
  return `${catalog} ${JSON.stringify(facts)}`;
}

/**
 * Every row of the catalogs that users' objects have, as the server holds it: oids, files (relfilenode), privileges,
 * comments, triggers, policies, dependencies. Sorted lines; two states of one database are the same when they are equal.
 * It shares nothing with the catalogs that the code under test reads. The journal is left out.
 */
export async function rawCatalog(client: Client, { rejoined = [] }: RawCatalogOptions = {}): Promise<string[]> {
  const standing = await standIns(client, rejoined);
  const { rows: own } = await client.query<{ oid: number }>(
    `WITH tables AS (SELECT oid, reltoastrelid FROM pg_class WHERE relname = $1 AND relkind = 'r'),
       relations AS (SELECT oid FROM tables UNION SELECT reltoastrelid FROM tables
         UNION SELECT indexrelid FROM pg_index JOIN tables t ON indrelid IN (t.oid, t.reltoastrelid)
         UNION SELECT oid FROM pg_class WHERE relname = $1 || '_id_seq')
     SELECT oid::int FROM relations UNION SELECT oid::int FROM pg_type WHERE typrelid IN (SELECT oid FROM relations)
     UNION SELECT t.typarray::int FROM pg_type t WHERE typrelid IN (SELECT oid FROM relations)
     UNION SELECT oid::int FROM pg_constraint WHERE conrelid IN (SELECT oid FROM relations)
     UNION SELECT oid::int FROM pg_attrdef WHERE adrelid IN (SELECT oid FROM relations)`,
    [JOURNAL],
  );
  const journal = new Set(own.map(({ oid }) => oid));
  const { rows: found } = await client.query<{ relname: string }>(
    `SELECT relname FROM pg_class WHERE relnamespace = 'pg_catalog'::regnamespace AND relname = ANY ($1)`,
    [Object.keys(CATALOGS)],
  );
  const { rows } = await client.query<CatalogRow>(queryOf(new Set(found.map(({ relname }) => relname))));
  return rows
    .filter(({ catalog, row }) => !journal.has(Number(row[CATALOGS[catalog] ?? 'objid'])))
    .map((row) => line(row, standing))
    .toSorted();
}
