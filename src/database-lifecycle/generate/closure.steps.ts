import type { CatalogSnapshot } from '../interfaces/catalog-snapshot.interface';
import type { DraftPart, MigrationQuery, TreeClosure } from '../interfaces/migration-draft.interface';
import { quoteIdentifier, quotePath } from '../sql/identifier';
import { keyOf } from './catalog.lookup';
import { query } from './ddl.text';

/** Fills a closure table with every row's ancestors up to the root; what the app has written meanwhile stays. */
function fill({ tree, ...closure }: TreeClosure): MigrationQuery {
  const { key, parent, ancestor, descendant } = closure;
  const [id, above, upper, lower] = [key, parent, ancestor, descendant].map(quoteIdentifier);
  const rows = quotePath(tree);
  return query(
    `INSERT INTO ${quotePath(closure)} (${upper}, ${lower}) WITH RECURSIVE pairs (${upper}, ${lower}) AS (SELECT ${id}, ${id} FROM ${rows} UNION SELECT t.${above}, p.${lower} FROM pairs p JOIN ${rows} t ON t.${id} = p.${upper} WHERE t.${above} IS NOT NULL) SELECT * FROM pairs ON CONFLICT DO NOTHING`,
    'Tree queries find nothing without it. Reads the whole table; reads and writes go on.',
  );
}

/** Fills new closure tables of existing trees: tree queries read nothing else, so the tree would look empty. */
export function fillClosures(
  from: CatalogSnapshot,
  to: CatalogSnapshot,
  closures: readonly TreeClosure[] = [],
): DraftPart {
  const [before, after] = [from, to].map(({ tables }) => new Set(tables.map(keyOf)));
  const made = closures.filter(
    (closure) => before!.has(keyOf(closure.tree)) && !before!.has(keyOf(closure)) && after!.has(keyOf(closure)),
  );
  return { suffix: 'Fill', transaction: 'own', up: made.map(fill), down: [] };
}
