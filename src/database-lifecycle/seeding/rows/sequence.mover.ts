import { quoteIdentifier, quoteLiteral, quotePath } from '../../sql/identifier';
import type { EncodedRow } from './row.encoder';
import type { RowTable } from './row.table';

/**
 * Watches for rows that bring their own numbers where a sequence gives them (serial and identity columns). Such a
 * sequence would give the same numbers again, to be refused as duplicates, so it is moved beyond the largest.
 */
export class SequenceMover {
  private readonly numbered = new Set<number>();
  private readonly watched: readonly number[];

  constructor(private readonly table: RowTable) {
    this.watched = table.stored.columns.flatMap(({ sequence }, index) =>
      sequence !== null && table.model.columns[index]!.isWritten ? [index] : [],
    );
  }

  watch(rows: readonly EncodedRow[]): void {
    for (const index of this.watched)
      if (!this.numbered.has(index) && rows.some(({ fields }) => typeof fields[index] === 'string'))
        this.numbered.add(index);
  }

  /** To be called once the rows are written. */
  async move(): Promise<void> {
    const { session, model, stored } = this.table;
    const statements = [...this.numbered].map((index) => {
      const sequence = `${quoteLiteral(stored.columns[index]!.sequence!)}::regclass`;
      return `SELECT setval(${sequence}, largest) FROM (SELECT max(${quoteIdentifier(model.columns[index]!.name)}) AS largest FROM ${quotePath(model.table)}) AS t
WHERE largest > coalesce(pg_sequence_last_value(${sequence}), 0)`;
    });
    if (statements.length > 0) await session.send(...statements);
  }
}
