import { quoteLiteral, quotePath } from '../../sql/identifier';
import type { SqlSession } from '../../sql/sql.session';
import type { RowModel } from './row.model';

/** What the catalog says of a column, in the order of the model's columns. */
interface StoredColumn {
  /** Whether PostgreSQL puts something other than NULL where a row says nothing. */
  readonly isDefaulted: boolean;
  /** Of type json or jsonb: its text is a document already. */
  readonly isJson: boolean;
  readonly identity: 'always' | 'by default' | null;
  /** The sequence that belongs to it, quoted. */
  readonly sequence: string | null;
}

export interface StoredTable {
  readonly columns: readonly StoredColumn[];
  /** `server_version_num`, e.g. 180004 */
  readonly server: number;
}

interface Found extends StoredColumn {
  readonly name: string;
  readonly server: number;
}

const ABSENT: StoredColumn = { isDefaulted: false, isJson: false, identity: null, sequence: null };

async function inspectTable(session: SqlSession, { table, columns }: RowModel): Promise<StoredTable> {
  const path = quoteLiteral(quotePath(table));
  const stored = await session.query<Found>(`SELECT a.attname AS name,
  a.atthasdef OR a.attidentity <> '' OR t.typdefault IS NOT NULL AS "isDefaulted",
  coalesce(nullif(t.typbasetype, 0), t.oid) IN ('json'::regtype, 'jsonb'::regtype) AS "isJson",
  CASE a.attidentity WHEN 'a' THEN 'always' WHEN 'd' THEN 'by default' END AS identity,
  pg_get_serial_sequence(${path}, a.attname) AS sequence,
  current_setting('server_version_num')::int AS server
FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
WHERE a.attrelid = ${path}::regclass AND a.attnum > 0 AND NOT a.attisdropped`);
  const found = new Map(stored.map((column) => [column.name, column]));
  return {
    columns: columns.map(({ name }) => found.get(name) ?? ABSENT),
    server: stored[0]!.server,
  };
}

/** Looks up each table once. */
export function tableInspector(session: SqlSession): (model: RowModel) => Promise<StoredTable> {
  const tables = new Map<RowModel, Promise<StoredTable>>();
  return (model) => {
    let table = tables.get(model);
    if (!table) tables.set(model, (table = inspectTable(session, model)));
    return table;
  };
}
