import { relationExists } from '../inspect/existence.inspector';
import type { MetadataRecord } from '../interfaces/migration-draft.interface';
import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { quoteJson, quotePath } from '../sql/identifier';
import type { SqlSession } from '../sql/sql.session';

/** Rows to be there, and keys of which none is to be. */
export interface MetadataChanges {
  readonly rows: readonly MetadataRecord[];
  readonly gone: readonly MetadataRecord[];
}

/** Empty where the table does not exist: TypeORM makes it once an entity needs it. */
export async function readMetadata(session: SqlSession, table: NamedObject): Promise<MetadataRecord[]> {
  if (!(await relationExists(session, table))) return [];
  return session.query(
    `SELECT type, schema, "table", name, value, database IS NOT NULL AS "ofDatabase" FROM ${quotePath(table)} ORDER BY 1, 2, 3, 4`,
  );
}

const keyOf = ({ type, schema, table, name }: MetadataRecord): string => JSON.stringify([type, schema, table, name]);
const byKey = (rows: readonly MetadataRecord[]) => new Map(rows.map((row) => [keyOf(row), row]));

/** The sum of several steps, each from one state of the record to the next, to be applied to another state. */
export function metadataChanges(
  steps: readonly (readonly [readonly MetadataRecord[], readonly MetadataRecord[]])[],
): MetadataChanges {
  const changes = new Map<string, { readonly row: MetadataRecord; readonly gone: boolean }>();
  for (const [before, after] of steps.map(([one, next]) => [byKey(one), byKey(next)] as const)) {
    for (const [key, row] of before) if (!after.has(key)) changes.set(key, { row, gone: true });
    for (const [key, row] of after)
      if (JSON.stringify(before.get(key)) !== JSON.stringify(row)) changes.set(key, { row, gone: false });
  }
  const all = [...changes.values()];
  const rowsThat = (are: boolean) => all.filter(({ gone }) => gone === are).map(({ row }) => row);
  return { rows: rowsThat(false), gone: rowsThat(true) };
}

const COLUMNS = `(type text, schema text, "table" text, name text, value text, "ofDatabase" boolean)`;
const SAME_KEY = `(m.type, m.schema, m."table", m.name) IS NOT DISTINCT FROM (r.type, r.schema, r."table", r.name)`;
const DATABASE = `CASE WHEN r."ofDatabase" THEN current_database() END`;

const given = (rows: readonly MetadataRecord[]): string => `jsonb_to_recordset(${quoteJson(rows)}) AS r ${COLUMNS}`;

/**
 * Applies the changes to the record; rows that are right already are left alone. Does nothing if the table is missing.
 */
export async function writeMetadata(
  session: SqlSession,
  table: NamedObject,
  { rows, gone }: MetadataChanges,
): Promise<void> {
  if (rows.length + gone.length === 0 || !(await relationExists(session, table))) return;
  const record = quotePath(table);
  const isSame = `${SAME_KEY} AND m.value IS NOT DISTINCT FROM r.value AND m.database IS NOT DISTINCT FROM ${DATABASE}`;
  await session.send(
    `DELETE FROM ${record} m USING ${given(gone)} WHERE ${SAME_KEY}`,
    `DELETE FROM ${record} m USING ${given(rows)} WHERE ${SAME_KEY} AND NOT (${isSame})`,
    `INSERT INTO ${record} (type, database, schema, "table", name, value)
      SELECT r.type, ${DATABASE}, r.schema, r."table", r.name, r.value FROM ${given(rows)}
      WHERE NOT EXISTS (SELECT FROM ${record} m WHERE ${isSame})`,
  );
}
