import type { CatalogColumn, CatalogEnum, CatalogSequence } from '../interfaces/catalog-snapshot.interface';
import type { MigrationQuery } from '../interfaces/migration-draft.interface';
import { quotePath } from '../sql/identifier';
import { keyOf, partKey } from './catalog.lookup';
import { addToNewTable, comesWithTable } from './constraint.ddl';
import { query } from './ddl.text';
import { swapEnum } from './enum.ddl';
import { createIndex } from './index.ddl';
import { createSequence, ownSequence, serialType } from './sequence.ddl';
import { sides } from './sides';
import { mentions } from '../sql/sql.mentions';
import { commentOnTable, createTable } from './table.ddl';
import type { Transition } from './transition';

const newTables = ({ from, to }: Transition) => sides(from.tables, to.tables).made;

/** Those that neither SERIAL nor an identity makes by itself. */
const explicitSequences = (change: Transition): CatalogSequence[] =>
  newTables(change)
    .filter((table) => !change.created.of(table))
    .flatMap((table) => change.to.columnsOf(table))
    .flatMap((column) => {
      const sequence = change.to.sequenceOf(column);
      return sequence && !sequence.identity && !serialType(column, sequence) ? [sequence] : [];
    });

export const createTables = (change: Transition): MigrationQuery[] => [
  ...explicitSequences(change).map(createSequence),
  ...newTables(change).flatMap((table) => change.created.of(table)?.create ?? createTable(table, change.to)),
  ...explicitSequences(change).map(ownSequence),
];

export const indexNewTables = (change: Transition): MigrationQuery[] =>
  newTables(change).flatMap(
    (table) =>
      change.created.of(table)?.indexes ?? change.to.indexesOf(table).map((index) => createIndex(index, false)),
  );

export const linkNewTables = (change: Transition): MigrationQuery[] =>
  newTables(change).flatMap(
    (table) =>
      change.created.of(table)?.foreignKeys ??
      change.to
        .constraintsOf(table)
        .filter((constraint) => constraint.type !== 'trigger' && !comesWithTable(constraint))
        .map(addToNewTable),
  );

/** Replaces the enum type of columns by a new one of the same name; turning into an array of it comes afterwards. */
export function swapEnums({ from, to, columns }: Transition): MigrationQuery[] {
  const isUser = (type: CatalogEnum, column: CatalogColumn): boolean => {
    const wanted = to.columns.get(partKey(column));
    return mentions(column.type, type) && !!wanted && mentions(wanted.type, type) && !columns.replaced.has(column);
  };
  return sides(from.enums, to.enums)
    .kept.filter(([old]) => columns.swapped.has(keyOf(old)))
    .flatMap(([old, wanted]) =>
      swapEnum(
        old,
        wanted,
        [...from.columns.values()].filter((column) => isUser(old, column)),
      ),
    );
}

export const alterTables = ({ from, to }: Transition): MigrationQuery[] =>
  sides(from.tables, to.tables).kept.flatMap(([old, wanted]) => [
    ...(old.unlogged === wanted.unlogged
      ? []
      : [
          query(
            `ALTER TABLE ${quotePath(wanted)} SET ${wanted.unlogged ? 'UNLOGGED' : 'LOGGED'}`,
            'Writes the whole table anew, and blocks reads and writes meanwhile.',
          ),
        ]),
    ...(old.comment === wanted.comment ? [] : [commentOnTable(wanted)]),
  ]);
