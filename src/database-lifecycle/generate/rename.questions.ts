import { typeChange } from '../drift/type-change.rules';
import type { CatalogColumn, CatalogSnapshot } from '../interfaces/catalog-snapshot.interface';
import type { RenameQuestion } from '../interfaces/migration-draft.interface';
import { catalogLookup, keyOf, partKey, type CatalogLookup } from './catalog.lookup';
import { mentions } from '../sql/sql.mentions';
import { baseType } from './type.cast';

const labelsOf = (column: CatalogColumn, { enums }: CatalogLookup): string | undefined =>
  JSON.stringify([...enums.values()].find((type) => mentions(column.type, type))?.labels);

/** TypeORM derives the name of an enum type from its column. */
function sameEnum(old: CatalogColumn, from: CatalogLookup, wanted: CatalogColumn, to: CatalogLookup): boolean {
  const [before, after] = [labelsOf(old, from), labelsOf(wanted, to)];
  return before !== undefined && before === after && old.type.endsWith('[]') === wanted.type.endsWith('[]');
}

function columnQuestions(from: CatalogLookup, to: CatalogLookup): RenameQuestion[] {
  return [...from.tables.values()].flatMap((table) => {
    if (!to.tables.has(keyOf(table))) return [];
    const added = to.columnsOf(table).filter((column) => !from.columns.has(partKey(column)) && !column.generated);
    return from
      .columnsOf(table)
      .filter((column) => !to.columns.has(partKey(column)) && !column.generated)
      .flatMap((old): RenameQuestion[] => {
        const fitting = added.filter(
          (column) =>
            baseType(old.type) === baseType(column.type) ||
            typeChange(old.type, column.type).keepsValues ||
            sameEnum(old, from, column, to),
        );
        const { schema, name } = table;
        const renames = fitting.map((column) => ({ schema, table: name, column: old.name, to: column.name }));
        return renames.length > 0 ? [{ renames }] : [];
      });
  });
}

const columnNames = (catalog: CatalogLookup, table: { schema: string; name: string }): string =>
  JSON.stringify(
    catalog
      .columnsOf(table)
      .map(({ name }) => name)
      .toSorted(),
  );

function tableQuestions(from: CatalogLookup, to: CatalogLookup): RenameQuestion[] {
  const added = [...to.tables].filter(([key]) => !from.tables.has(key)).map(([, table]) => table);
  return [...from.tables].flatMap(([key, old]): RenameQuestion[] => {
    if (to.tables.has(key)) return [];
    const renames = added
      .filter((table) =>
        table.schema === old.schema
          ? columnNames(from, old) === columnNames(to, table)
          : table.name === old.name && table.kind === old.kind,
      )
      .map(({ schema, name }) => ({
        schema: old.schema,
        table: old.name,
        ...(schema === old.schema ? {} : { toSchema: schema }),
        to: name,
      }));
    return renames.length > 0 ? [{ renames }] : [];
  });
}

/** What goes while something like it comes: nobody but a person knows whether it is the same under another name. */
export function renameQuestions(current: CatalogSnapshot, wanted: CatalogSnapshot): RenameQuestion[] {
  const [from, to] = [catalogLookup(current), catalogLookup(wanted)];
  return [...tableQuestions(from, to), ...columnQuestions(from, to)];
}
