import type { SqlSession } from '../../sql/sql.session';
import type { RowModel } from './row.model';
import type { StoredTable } from './table.inspector';

/** The table that one call of a helper writes to, on its connection. */
export interface RowTable {
  readonly session: SqlSession;
  readonly model: RowModel;
  readonly stored: StoredTable;
}
