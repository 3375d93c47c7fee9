import { UsageError } from '../errors/usage.error';
import type { CatalogSnapshot } from '../interfaces/catalog-snapshot.interface';
import type { Rename } from '../interfaces/migration-draft.interface';
import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { catalogLookup, keyOf, partKey, tableOf, type CatalogLookup } from './catalog.lookup';

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

/** Of the rename of a table: what it is called then. */
export const placeOf = ({ schema, toSchema = schema, to }: Rename): NamedObject => ({ schema: toSchema, name: to });

/** As a person writes the new name, with a schema where it is another one. */
const newName = ({ schema, toSchema = schema, to }: Rename): string => (toSchema === schema ? to : `${toSchema}.${to}`);

/** Reads the new name: `b`, or of a table `schema.b`, which moves it there. */
function renamed(found: Omit<Rename, 'to'>, name: string, wanted: CatalogLookup): Rename {
  const [, toSchema, to] = /^([^.]+)\.(.+)$/.exec(name) ?? [];
  const isPlain = toSchema === undefined || wanted.tables.has(keyOf({ schema: found.schema, name }));
  return found.column !== undefined || isPlain ? { ...found, to: name } : { ...found, toSchema, to: to! };
}

const hasColumn = ({ columns }: CatalogLookup, { schema, name: table }: NamedObject, name: string): boolean =>
  columns.has(partKey({ schema, table, name }));

/** Why it is no rename: the old name has to disappear with this migration, and the new one to appear. */
function fault(
  rename: Rename,
  from: CatalogLookup,
  wanted: CatalogLookup,
  places: ReadonlyMap<string, NamedObject>,
): string | undefined {
  const { column, to } = rename;
  const [table, place, name] = [tableOf(rename), placeOf(rename), newName(rename)];
  const after = places.get(keyOf(table)) ?? table;
  const [stays, comes, isThere] =
    column === undefined
      ? [wanted.tables.has(keyOf(table)), wanted.tables.has(keyOf(place)), from.tables.has(keyOf(place))]
      : [hasColumn(wanted, after, column), hasColumn(wanted, after, to), hasColumn(from, table, to)];
  if (stays) return `the entities still have ${column ?? table.name}`;
  if (!comes) return `the entities have no ${name}`;
  return isThere ? `${name} is there already` : undefined;
}

/**
 * Reads `users.name:full_name,people:persons,pets:shop.pets`, each from the name that the migrations gave to the one that the entities
 * have; with a schema in front where it is not the default one.
 * @throws UsageError for what is not a rename
 */
export function parseRenames(text: string, { current, wanted, schema }: RenameScope): Rename[] {
  const [from, to] = [catalogLookup(current), catalogLookup(wanted)];
  const renames = text.split(',').map((rename): Rename => {
    const [, old = '', name = ''] = /^([^:]+):([^:]+)$/.exec(rename.trim()) ?? [];
    if (!name)
      throw UsageError.rename(rename, 'expected table.old:new, or old:new for a table, old:schema.new to move it');
    const found = subject(from, old.split('.'), schema);
    if (!found) throw UsageError.rename(rename, `the migrations make no ${old}`);
    return renamed(found, name, to);
  });
  const places = new Map(
    renames
      .filter(({ column }) => column === undefined)
      .map((rename) => [keyOf(tableOf(rename)), placeOf(rename)] as const),
  );
  for (const rename of renames) {
    const wrong = fault(rename, from, to, places);
    if (wrong) throw UsageError.rename(renameText(rename, schema), wrong);
  }
  return renames;
}

/** As {@link parseRenames} reads it. */
export const renameText = (rename: Rename, defaultSchema: string): string => {
  const { schema, table, column } = rename;
  return `${schema === defaultSchema ? '' : `${schema}.`}${table}${column === undefined ? '' : `.${column}`}:${newName(rename)}`;
};
