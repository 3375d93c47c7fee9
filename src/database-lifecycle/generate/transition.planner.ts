import { partKey, keyOf, tableOf, type TablePart } from './catalog.lookup';
import { addColumns, alterColumns, dropColumns } from './column.steps';
import {
  addConstraint,
  addToNewTable,
  addUniqueConcurrently,
  alterDeferral,
  dropConstraint,
  invalidate,
  isPlainUnique,
  validateConstraint,
} from './constraint.ddl';
import { alterColumn, query } from './ddl.text';
import { addLabels, createEnum, dropEnum, swapEnum } from './enum.ddl';
import { createConcurrently, createIndex, dropConcurrently, dropIndex } from './index.ddl';
import type { MigrationQuery } from '../interfaces/migration-draft.interface';
import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { quoteIdentifier, quotePath } from '../sql/identifier';
import { notNullCheck } from './not-null.check';
import { alterSequence, createSequence, dropSequence, ownSequence, sameParameters, serialType } from './sequence.ddl';
import { commentOnTable, createTable, dropTable } from './table.ddl';
import type { Transition } from './transition';
import { commentOnView, createView, dropView, replaceView } from './view.ddl';
import { mentions, parseForeignKey } from './sql.mentions';

/** Things by which side has them. */
function sides<Item extends NamedObject>(from: ReadonlyMap<string, Item>, to: ReadonlyMap<string, Item>) {
  return {
    gone: [...from].filter(([key]) => !to.has(key)).map(([, item]) => item),
    made: [...to].filter(([key]) => !from.has(key)).map(([, item]) => item),
    kept: [...from].flatMap(([key, item]) => (to.has(key) ? [[item, to.get(key)!] as const] : [])),
  };
}

/**
 * The statements that turn one state of a database into another, in an order in which whatever one of them needs is
 * there and whatever it takes away is needed no longer. Pure, and knows no direction: `down` is the same with the two
 * states swapped.
 */
export function planTransition(change: Transition): MigrationQuery[] {
  const { from, to, columns, created, concurrently } = change;
  const tables = sides(from.tables, to.tables);
  const enums = sides(from.enums, to.enums);
  const sequences = sides(from.sequences, to.sequences);
  const stays = ({ schema, table }: TablePart): boolean => to.tables.has(keyOf({ schema, name: table }));
  const wasThere = ({ schema, table }: TablePart): boolean => from.tables.has(keyOf({ schema, name: table }));
  const droppedViews = new Set(change.views.drop.map(keyOf));
  const newViews = new Set(change.views.add.map(keyOf));

  const becomingNotNull = [...to.columns.values()].filter((column) => {
    const old = from.columns.get(partKey(column));
    return column.notNull && old?.notNull === false && from.constraints.has(partKey(notNullCheck(column)));
  });
  const notNullChecks = new Set(becomingNotNull.map((column) => partKey(notNullCheck(column))));

  const dropKeys = change.foreignKeys.drop.filter((key) => {
    const { parent } = parseForeignKey(key.definition);
    // One of a table that goes, to a table that stays, goes with it; to one that goes, it could stand in the way.
    return stays(key) || (!to.tables.has(keyOf(parent)) && keyOf(parent) !== keyOf(tableOf(key)));
  });

  const createTables = tables.made.flatMap((table) => created.of(table)?.create ?? createTable(table, to));
  // SERIAL makes its own.
  const explicitSequences = tables.made.flatMap((table) =>
    created.of(table)
      ? []
      : to.columnsOf(table).flatMap((column) => {
          const sequence = to.sequenceOf(column);
          return sequence && !sequence.identity && !serialType(column, sequence) ? [sequence] : [];
        }),
  );

  return [
    ...change.views.drop.map(dropView),
    ...dropKeys.map(dropConstraint),
    ...tables.gone.map(dropTable),
    ...change.indexes.drop
      .filter(
        (index) => stays(index) || (to.views.has(keyOf(tableOf(index))) && !droppedViews.has(keyOf(tableOf(index)))),
      )
      .map(concurrently ? dropConcurrently : dropIndex),
    ...change.keysAndChecks.drop
      .filter((constraint) => stays(constraint) && !notNullChecks.has(partKey(constraint)))
      .map(dropConstraint),

    ...to.snapshot.schemas
      .filter((schema) => !from.snapshot.schemas.includes(schema))
      .map((schema) => query(`CREATE SCHEMA ${quoteIdentifier(schema)}`)),
    ...to.snapshot.extensions
      .filter(({ name }) => !from.snapshot.extensions.some((extension) => extension.name === name))
      .map(({ name }) => query(`CREATE EXTENSION IF NOT EXISTS ${quoteIdentifier(name)}`)),
    ...enums.made.map(createEnum),
    ...enums.kept.flatMap(([old, wanted]) => (columns.swapped.has(keyOf(old)) ? [] : addLabels(old, wanted))),
    ...sequences.made.filter(({ ownedBy }) => ownedBy === null).map(createSequence),
    ...sequences.kept
      .filter(([old, wanted]) => !wanted.ownedBy && !sameParameters(old, wanted))
      .map(([, wanted]) => alterSequence(wanted)),
    ...explicitSequences.map(createSequence),
    ...createTables,
    ...explicitSequences.map(ownSequence),

    ...dropColumns(change),
    ...alterColumns(change, false),
    ...enums.kept
      .filter(([old]) => columns.swapped.has(keyOf(old)))
      .flatMap(([old, wanted]) =>
        swapEnum(
          old,
          wanted,
          [...from.columns.values()].filter((column) => {
            const after = to.columns.get(partKey(column));
            return mentions(column.type, old) && after?.type === column.type && !columns.replaced.has(column);
          }),
        ),
      ),
    ...alterColumns(change, true),
    ...addColumns(change),

    ...change.keysAndChecks.add
      .filter((constraint) => wasThere(constraint))
      .flatMap((constraint) =>
        concurrently && isPlainUnique(constraint) ? addUniqueConcurrently(constraint) : addConstraint(constraint),
      ),
    ...tables.made.flatMap(
      (table) => created.of(table)?.indexes ?? to.indexesOf(table).map((index) => createIndex(index, false)),
    ),
    ...change.indexes.add
      .filter(wasThere)
      .map((index) => (concurrently ? createConcurrently(index) : createIndex(index, true))),
    ...tables.made.flatMap(
      (table) =>
        created.of(table)?.foreignKeys ??
        to
          .constraintsOf(table)
          .filter(({ type }) => type === 'foreign key')
          .map(addToNewTable),
    ),
    ...change.foreignKeys.add.filter(wasThere).flatMap(addConstraint),
    ...[...to.constraints].flatMap(([key, constraint]) => {
      const old = from.constraints.get(key);
      if (!old || old.definition !== constraint.definition) return [];
      if (change.foreignKeys.add.includes(constraint) || change.keysAndChecks.add.includes(constraint)) return [];
      return [
        ...(old.deferrable !== constraint.deferrable || old.deferred !== constraint.deferred
          ? [alterDeferral(constraint)]
          : []),
        ...(constraint.valid && !old.valid ? [validateConstraint(constraint)] : []),
        ...(!constraint.valid && old.valid ? [invalidate(constraint)] : []),
      ];
    }),
    ...becomingNotNull.flatMap((column) => [
      validateConstraint(notNullCheck(column)),
      query(`${alterColumn(column)} SET NOT NULL`, 'Takes a moment, as the check above says that no row holds null.'),
      dropConstraint(notNullCheck(column)),
    ]),

    ...enums.gone.map(dropEnum),
    ...sequences.gone.filter(({ ownedBy }) => ownedBy === null).map(dropSequence),
    ...from.snapshot.extensions
      .filter(({ name }) => !to.snapshot.extensions.some((extension) => extension.name === name))
      .map(({ name }) => query(`DROP EXTENSION ${quoteIdentifier(name)}`)),
    ...from.snapshot.schemas
      .filter((schema) => !to.snapshot.schemas.includes(schema))
      .map((schema) => query(`DROP SCHEMA ${quoteIdentifier(schema)}`)),

    ...change.views.replace.map(replaceView),
    ...change.views.add.flatMap((view) => [
      ...(created.of(view)?.create ?? createView(view)),
      ...(created.of(view)?.indexes ?? to.indexesOf(view).map((index) => createIndex(index, false))),
      ...(view.comment === null ? [] : [commentOnView(view)]),
    ]),
    ...change.indexes.add
      .filter((index) => to.views.has(keyOf(tableOf(index))) && !newViews.has(keyOf(tableOf(index))))
      .map((index) => createIndex(index, true)),
    ...sides(from.views, to.views)
      .kept.filter(([old, wanted]) => !newViews.has(keyOf(old)) && old.comment !== wanted.comment)
      .map(([, wanted]) => commentOnView(wanted)),
    ...tables.kept.flatMap(([old, wanted]) => [
      ...(old.unlogged === wanted.unlogged
        ? []
        : [query(`ALTER TABLE ${quotePath(wanted)} SET ${wanted.unlogged ? 'UNLOGGED' : 'LOGGED'}`)]),
      ...(old.comment === wanted.comment ? [] : [commentOnTable(wanted)]),
    ]),
  ];
}
