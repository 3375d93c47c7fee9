import { StatementReader } from '../apply/statement.reader';
import type { TrashConstraint, TrashManifest } from '../interfaces/trash.interface';
import { TokenReader } from '../sql/sql.tokenizer';
import { quoteIdentifier, quotePath } from '../sql/identifier';

/** What a foreign key's definition names, as PostgreSQL prints it with every name qualified. */
interface ForeignKey {
  readonly columns: readonly string[];
  readonly parent: { readonly schema: string; readonly name: string };
  readonly keys: readonly string[];
}

/** Reads `FOREIGN KEY (a, b) REFERENCES s.t(c, d)`; null for what is more than that, such as PERIOD. */
function readForeignKey(definition: string): ForeignKey | null {
  const read = new StatementReader(new TokenReader(definition), '');
  const names = (): string[] | null => {
    const found: string[] = [];
    if (!read.words('(')) return null;
    do {
      const name = read.name();
      if (name === undefined) return null;
      found.push(name);
    } while (read.words(','));
    return read.words(')') ? found : null;
  };
  if (!read.words('foreign', 'key')) return null;
  const columns = names();
  if (!columns || !read.words('references')) return null;
  const [schema, name, further] = read.parts() ?? [];
  const keys = names();
  if (schema === undefined || name === undefined || further !== undefined) return null;
  return keys?.length === columns.length ? { columns, parent: { schema, name }, keys } : null;
}

/** Lists the rows that have no counterpart in the trash, where the table that the key refers to is as long as nothing is restored. */
export function unfitRowsQuery(
  { schema, table, definition }: TrashConstraint,
  { places }: TrashManifest,
): string | null {
  const key = readForeignKey(definition);
  if (!key) return null;
  const parent = {
    ...key.parent,
    schema: places.find(({ home }) => home === key.parent.schema)?.trash ?? key.parent.schema,
  };
  const pairs = key.columns.map(
    (column, index) => `p.${quoteIdentifier(key.keys[index]!)} = c.${quoteIdentifier(column)}`,
  );
  const filled = key.columns.map((column) => `c.${quoteIdentifier(column)} IS NOT NULL`);
  return `SELECT c.* FROM ${quotePath({ schema, name: table })} c WHERE ${filled.join(' AND ')} AND NOT EXISTS (SELECT FROM ${quotePath(parent)} p WHERE ${pairs.join(' AND ')});`;
}
