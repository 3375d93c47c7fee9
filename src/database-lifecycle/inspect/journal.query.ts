import type { JournalState } from '../interfaces/journal.interface';
import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { quoteLiteral, quotePath } from '../sql/identifier';
import type { Row } from '../sql/sql.session';

/** The details of an entry `j`: the column, or null in a journal that was made before there were any. */
type Details = 'j.details' | 'NULL::jsonb';

const notFailed = (details: Details): string => `(${details})->>'result' IS DISTINCT FROM 'failed'`;
const SEED_EVENTS = `('seed', 'seed-skip')`;
const MADE_EVENTS = `('create', 'restore')`;

/** Looked up as names: to_regclass() fails where the role may not use the schema. */
const rowOf = ({ schema, name }: NamedObject): string =>
  `FROM pg_namespace n JOIN pg_class c ON c.relnamespace = n.oid WHERE n.nspname = ${quoteLiteral(schema)} AND c.relname = ${quoteLiteral(name)}`;

/** Whether the journal has the column `details`. */
const isDetailed = (journal: NamedObject): string =>
  `EXISTS (SELECT FROM pg_attribute a WHERE a.attname = 'details' AND a.attrelid = (SELECT c.oid ${rowOf(journal)}))`;

/**
 * The answer of a query for one json value, null where the role may not read the journal. The journal may not exist
 * yet, or be without details, and a statement that names a missing table or column fails, so query_to_xml() names it at
 * run time; the text goes through hexadecimal, so that XML has nothing to escape.
 */
function ifReadable(journal: NamedObject, query: (details: Details) => string): string {
  const encoded = (details: Details): string =>
    quoteLiteral(`SELECT encode(convert_to((${query(details)})::text, 'UTF8'), 'hex') AS k`);
  return `CASE WHEN (SELECT has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT') ${rowOf(journal)}) THEN
    convert_from(decode(substring(query_to_xml(CASE WHEN ${isDetailed(journal)} THEN ${encoded('j.details')} ELSE ${encoded('NULL::jsonb')} END,
    false, true, '')::text FROM '<k>([0-9a-f]*)</k>'), 'hex'), 'UTF8')::json END`;
}

/**
 * The last entry of each seeder, and of each relation created or restored since the first seeder ran: what decides which
 * seeders are due. An expression of type json; `content` is null where the journal has no details.
 */
export const seedingEntries = (journal: NamedObject): string =>
  ifReadable(
    journal,
    (details) => `SELECT json_agg(e) FROM (
    SELECT last.*, (SELECT (${details})->>'content' FROM ${quotePath(journal)} j WHERE j.id = last.id) AS content FROM (
      SELECT event, name, max(id) AS id FROM ${quotePath(journal)} j
      WHERE (event IN ${SEED_EVENTS} OR event IN ${MADE_EVENTS} AND id > (SELECT min(id) FROM ${quotePath(journal)} WHERE event IN ${SEED_EVENTS}))
        AND ${notFailed(details)}
      GROUP BY event, name) last) e`,
  );

/** The last stamp: one json object. */
const stampQuery = (journal: NamedObject, details: Details): string =>
  `SELECT json_build_object('environment', name, 'since', at, 'host', (${details})->>'host')
    FROM ${quotePath(journal)} j WHERE event = 'environment' AND ${notFailed(details)} ORDER BY id DESC LIMIT 1`;

/** What can be done with the journal, and the environment's stamp: an expression of type json. Columns that an older journal lacks are null. */
export function journalState(journal: NamedObject): string {
  const row = rowOf(journal);
  return `json_build_object(
    'database', current_database(),
    'role', current_user,
    'exists', EXISTS (SELECT ${row}),
    'readable', coalesce((SELECT has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT') ${row}), false),
    'writable', NOT current_setting('transaction_read_only')::boolean AND coalesce(
      (SELECT has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'INSERT') ${row}),
      (SELECT has_schema_privilege(n.oid, 'CREATE') FROM pg_namespace n WHERE n.nspname = ${quoteLiteral(journal.schema)}), false),
    'detailed', ${isDetailed(journal)},
    'stamp', ${ifReadable(journal, (details) => stampQuery(journal, details))})`;
}

/** {@link journalState} as a statement, whose row {@link toJournalState} reads. */
export const journalQuery = (journal: NamedObject): string => `SELECT ${journalState(journal)} AS journal`;

export const toJournalState = (rows: readonly Row[] | undefined): JournalState => rows![0]!.journal as JournalState;

/** The last entries, the newest first; null where the role may not read them. */
export const lastEntries = (journal: NamedObject, limit: number): string =>
  ifReadable(
    journal,
    () =>
      `SELECT json_agg(to_jsonb(j) ORDER BY id DESC) FROM (SELECT * FROM ${quotePath(journal)} ORDER BY id DESC LIMIT ${limit}) j`,
  );

/** Of each migration that was run or stamped, and not reverted since, its checksum: one json object. */
export const migrationChecksums = (journal: NamedObject): string =>
  ifReadable(
    journal,
    (details) => `SELECT json_object_agg(name, checksum) FROM (
    SELECT DISTINCT ON (name) name, event, (${details})->>'checksum' AS checksum FROM ${quotePath(journal)} j
    WHERE event IN ('migrate', 'stamp', 'revert') AND ${notFailed(details)} ORDER BY name, id DESC) last
    WHERE event <> 'revert' AND checksum IS NOT NULL`,
  );
