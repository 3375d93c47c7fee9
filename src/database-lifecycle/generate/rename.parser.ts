import { UsageError } from '../errors/usage.error';
import type { CatalogSnapshot } from '../interfaces/catalog-snapshot.interface';
import type { Rename } from '../interfaces/migration-draft.interface';
import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { catalogLookup, keyOf, partKey, type CatalogLookup } from './catalog.lookup';

export interface RenameScope {
  readonly current: CatalogSnapshot;
  readonly wanted: CatalogSnapshot;
  /** The schema of a name that has none. */
  readonly schema: string;
}

/** Reads `a`, `a.b` or `a.b.c` as the table or column that exists, if any. */
function subject(from: CatalogLookup, parts: readonly string[], schema: string): Omit<Rename, 'to'> | undefined {
  const [one, two, three] = parts as [string, string?, string?];
  const isTable = (table: NamedObject): boolean => from.tables.has(keyOf(table));
  const column = (table: NamedObject, name: string): Omit<Rename, 'to'> | undefined =>
    from.columns.has(partKey({ schema: table.schema, table: table.name, name }))
      ? { schema: table.schema, table: table.name, column: name }
      : undefined;
  if (two === undefined) return isTable({ schema, name: one }) ? { schema, table: one } : undefined;
  if (three !== undefined) return column({ schema: one, name: two }, three);
  return (
    column({ schema, name: one }, two) ??
    (isTable({ schema: one, name: two }) ? { schema: one, table: two } : undefined)
  );
}

/** Why it is no rename: the old name has to disappear with this migration, and the new one to appear. */
function fault(
  { schema, table, column, to }: Rename,
  from: CatalogLookup,
  wanted: CatalogLookup,
  tables: ReadonlyMap<string, string>,
): string | undefined {
  const has = (catalog: CatalogLookup, tableName: string, name: string): boolean =>
    column === undefined
      ? catalog.tables.has(keyOf({ schema, name }))
      : catalog.columns.has(partKey({ schema, table: tableName, name }));
  const after = tables.get(keyOf({ schema, name: table })) ?? table;
  if (has(wanted, after, column ?? table)) return `the entities still have ${column ?? table}`;
  if (!has(wanted, after, to)) return `the entities have no ${to}`;
  return has(from, table, to) ? `${to} is there already` : undefined;
}

/**
 * Reads `users.name:full_name,people:persons`, each from the name that the migrations gave to the one that the entities
 * have; with a schema in front where it is not the default one.
 * @throws UsageError for what is not a rename
 */
export function parseRenames(text: string, { current, wanted, schema }: RenameScope): Rename[] {
  const [from, to] = [catalogLookup(current), catalogLookup(wanted)];
  const renames = text.split(',').map((rename): Rename => {
    const [, old = '', name = ''] = /^([^:]+):([^:]+)$/.exec(rename.trim()) ?? [];
    if (!name) throw UsageError.rename(rename, 'expected table.old:new, or old:new for a table');
    const found = subject(from, old.split('.'), schema);
    if (!found) throw UsageError.rename(rename, `the migrations make no ${old}`);
    return { ...found, to: name };
  });
  const tables = new Map(
    renames
      .filter(({ column }) => column === undefined)
      .map((rename) => [keyOf({ schema: rename.schema, name: rename.table }), rename.to]),
  );
  for (const rename of renames) {
    const wrong = fault(rename, from, to, tables);
    if (wrong) throw UsageError.rename(renameText(rename, schema), wrong);
  }
  return renames;
}

/** As {@link parseRenames} reads it. */
export const renameText = ({ schema, table, column, to }: Rename, defaultSchema: string): string =>
  `${schema === defaultSchema ? '' : `${schema}.`}${table}${column === undefined ? '' : `.${column}`}:${to}`;
