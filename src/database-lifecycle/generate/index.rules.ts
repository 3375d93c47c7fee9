import type { CatalogIndex } from '../interfaces/catalog-snapshot.interface';
import { isName, tokensOf } from '../sql/sql.mentions';

/**
 * Whether an `@Index()` can ask for it: by names of columns alone, and perhaps with a condition. It has no words for
 * expressions, operator classes, an order, INCLUDE or parameters: `CREATE UNIQUE INDEX … (lower(email))` is somebody's own.
 */
export function canBeAskedFor({ definition }: CatalogIndex): boolean {
  const tokens = tokensOf(definition);
  let at = tokens.findIndex(({ kind, text }) => kind === 'symbol' && text === '(');
  do {
    if (!isName(tokens[at + 1])) return false;
    at += 2;
  } while (tokens[at]?.text === ',');
  const behind = tokens[at + 1];
  return tokens[at]?.text === ')' && (behind === undefined || (behind.kind === 'word' && behind.text === 'where'));
}
