import { StatementReader } from '../apply/statement.reader';
import { splitStatements, TokenReader } from '../sql/sql.tokenizer';

/** What a statement drops that can hold rows or values. Paths as `schema.name`. */
export type Dropped =
  | { readonly kind: 'table'; readonly table: string }
  | { readonly kind: 'column'; readonly table: string; readonly column: string }
  | { readonly kind: 'schema'; readonly schema: string };

/** What ALTER TABLE drops beside columns. */
const NO_COLUMN = ['constraint', 'default', 'not', 'expression', 'identity'];

function droppedColumns(reader: StatementReader, table: string): Dropped[] {
  const dropped: Dropped[] = [];
  for (;;) {
    if (reader.words('drop')) {
      if (NO_COLUMN.some((word) => reader.words(word))) continue;
      // DROP COLUMN may be written without COLUMN.
      reader.words('column');
      reader.words('if', 'exists');
      const column = reader.name();
      if (column !== undefined) dropped.push({ kind: 'column', table, column });
    } else if (!reader.parenthesis() && !reader.any()) return dropped;
  }
}

/** A list of what is read, with commas between. */
function listed<Item>(reader: StatementReader, read: () => Item | undefined): Item[] {
  reader.words('if', 'exists');
  const items: Item[] = [];
  do {
    const item = read();
    if (item === undefined) break;
    items.push(item);
  } while (reader.words(','));
  return items;
}

function droppedBy(sql: string, defaultSchema: string): Dropped[] {
  const reader = new StatementReader(new TokenReader(sql), defaultSchema);
  if (reader.words('drop', 'table'))
    return listed(reader, () => reader.path()).map((table) => ({ kind: 'table', table }));
  if (reader.words('drop', 'schema'))
    return listed(reader, () => reader.name()).map((schema) => ({ kind: 'schema', schema }));
  if (!reader.words('alter', 'table')) return [];
  reader.words('if', 'exists');
  reader.words('only');
  const table = reader.path();
  return table === undefined ? [] : droppedColumns(reader, table);
}

/**
 * The tables, columns and schemas that SQL drops by name. What it drops otherwise, in a DO block or by DROP TYPE ... CASCADE,
 * its text does not tell.
 * @param defaultSchema where a bare name leads to
 */
export const readDropped = (sql: string, defaultSchema: string): Dropped[] =>
  splitStatements(sql).flatMap((statement) => droppedBy(statement, defaultSchema));
