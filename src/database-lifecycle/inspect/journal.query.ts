import type { JournalState } from '../interfaces/journal.interface';
import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { quoteLiteral, quotePath } from '../sql/identifier';
import type { Row } from '../sql/sql.session';
import { answerOf, runnable } from './run-time.query';

/** The details of an entry `j`: the column, or null in a journal that was made before there were any. */
type Details = 'j.details' | 'NULL::jsonb';

const notFailed = (details: Details): string => `(${details})->>'result' IS DISTINCT FROM 'failed'`;
const SEED_EVENTS = `('seed', 'seed-skip')`;
const MADE_EVENTS = `('create', 'restore')`;

/** The columns by which a table is known as a journal; every version has had them. */
const COLUMNS = `('id', 'at', 'event', 'name', 'environment')`;
const COLUMN_COUNT = 5;

/**
 * The journal as one row `j`; all null or false where it does not exist. With row policies for this role the journal
 * counts as not readable, as the part that it sees may lack the stamp. Something else under its name (`taken`) is
 * neither read nor written. Looked up by names, as to_regclass() fails where the role may not use the schema. OFFSET 0
 * keeps the planner from repeating the lookup for each use.
 */
const lookedUp = ({ schema, name }: NamedObject): string => `(
    SELECT c.oid, c.taken,
      coalesce(NOT c.taken AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
        AND NOT row_security_active(c.oid), false) AS readable,
      coalesce(NOT c.taken AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'INSERT'),
        has_schema_privilege(n.oid, 'CREATE'), false) AS writable,
      EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'details') AS detailed
    FROM (SELECT) one LEFT JOIN pg_namespace n ON n.nspname = ${quoteLiteral(schema)}
    LEFT JOIN LATERAL (SELECT oid, relkind NOT IN ('r', 'p') OR
        (SELECT count(*) FROM pg_attribute a WHERE a.attrelid = k.oid AND a.attname IN ${COLUMNS}) < ${COLUMN_COUNT} AS taken
      FROM pg_class k WHERE k.relnamespace = n.oid AND k.relname = ${quoteLiteral(name)} OFFSET 0) c ON true OFFSET 0) j`;

/**
 * The answer of a query for one json value; null where the role may not read the journal `j`. Run as text, since the
 * journal may not exist yet, or lack the column `details`, and a statement that names what is missing fails.
 */
function ifReadable(query: (details: Details) => string): string {
  const statement = (details: Details): string => quoteLiteral(runnable(query(details)));
  return `CASE WHEN j.readable THEN ${answerOf(
    `CASE WHEN j.detailed THEN ${statement('j.details')} ELSE ${statement('NULL::jsonb')} END`,
  )} END`;
}

/**
 * The last entry of each seeder, and of each relation created or restored since the first seeder ran: what decides which
 * seeders are due. One json array; `content` is null where the journal has no details.
 */
const seedingEntries = (journal: NamedObject, details: Details): string => `SELECT json_agg(e) FROM (
    SELECT DISTINCT ON (event, name) event, name, id, (${details})->>'content' AS content FROM ${quotePath(journal)} j
    WHERE (event IN ${SEED_EVENTS} OR event IN ${MADE_EVENTS} AND id > (SELECT min(id) FROM ${quotePath(journal)} WHERE event IN ${SEED_EVENTS}))
      AND ${notFailed(details)}
    ORDER BY event, name, id DESC) e`;

/** The last stamp: one json object. */
const stampQuery = (journal: NamedObject, details: Details): string =>
  `SELECT json_build_object('environment', name, 'since', at, 'host', (${details})->>'host')
    FROM ${quotePath(journal)} j WHERE event = 'environment' AND ${notFailed(details)} ORDER BY id DESC LIMIT 1`;

/** Columns that an older journal lacks are null. */
const stateOf = (stamp: string): string => `json_build_object(
    'database', current_database(),
    'role', current_user,
    'exists', j.oid IS NOT NULL,
    'taken', j.taken IS TRUE,
    'readable', j.readable,
    'writable', j.writable AND NOT current_setting('transaction_read_only')::boolean,
    'detailed', j.detailed,
    'stamp', ${stamp})`;

/** What can be done with the journal, and the environment's stamp, in a row that {@link toJournalState} reads. */
export const journalQuery = (journal: NamedObject): string =>
  `SELECT ${stateOf(ifReadable((details) => stampQuery(journal, details)))} AS journal FROM ${lookedUp(journal)}`;

/**
 * The same as `state`, and the {@link seedingEntries} as `entries`: an expression of type json. One statement at run time
 * reads both, as planning each costs the server more than running it.
 */
export const journalAtBoot = (journal: NamedObject): string => {
  const both = (details: Details): string =>
    `SELECT json_build_object('stamp', (${stampQuery(journal, details)}), 'entries', (${seedingEntries(journal, details)}))`;
  return `(SELECT json_build_object('state', ${stateOf(`k.content->'stamp'`)}, 'entries', k.content->'entries')
  FROM ${lookedUp(journal)}, LATERAL (SELECT ${ifReadable(both)} AS content OFFSET 0) k)`;
};

export const toJournalState = (rows: readonly Row[] | undefined): JournalState => rows![0]!.journal as JournalState;

/** The answer of one such query, in a row of its own. */
const answerQuery = (journal: NamedObject, query: (details: Details) => string): string =>
  `SELECT ${ifReadable(query)} AS journal FROM ${lookedUp(journal)}`;

/** The last entries, the newest first; null where the role may not read them. */
export const lastEntries = (journal: NamedObject, limit: number): string =>
  answerQuery(
    journal,
    () =>
      `SELECT json_agg(to_jsonb(j) ORDER BY id DESC) FROM (SELECT * FROM ${quotePath(journal)} ORDER BY id DESC LIMIT ${limit}) j`,
  );

/** Of each migration that was run or stamped, and not reverted since, its checksum: one json object. */
export const migrationChecksums = (journal: NamedObject): string =>
  answerQuery(
    journal,
    (details) => `SELECT json_object_agg(name, checksum) FROM (
    SELECT DISTINCT ON (name) name, event, (${details})->>'checksum' AS checksum FROM ${quotePath(journal)} j
    WHERE event IN ('migrate', 'stamp', 'revert') AND ${notFailed(details)} ORDER BY name, id DESC) last
    WHERE event <> 'revert' AND checksum IS NOT NULL`,
  );
