import { addLabels } from '../drift/enum.rules';
import type { MigrationQuery } from '../interfaces/migration-draft.interface';
import { quoteIdentifier } from '../sql/identifier';
import { keyOf } from './catalog.lookup';
import { query } from './ddl.text';
import { createEnum, dropEnum } from './enum.ddl';
import { alterSequence, sameParameters } from './sequence.ddl';
import { sides } from './sides';
import type { Transition } from './transition';

const byName = <Item>(items: readonly Item[], name: (item: Item) => string): ReadonlyMap<string, Item> =>
  new Map(items.map((item) => [name(item), item]));

const schemasOf = ({ from, to }: Transition) =>
  sides(byName(from.snapshot.schemas, String), byName(to.snapshot.schemas, String));

const extensionsOf = ({ from, to }: Transition) =>
  sides(
    byName(from.snapshot.extensions, ({ name }) => name),
    byName(to.snapshot.extensions, ({ name }) => name),
  );

/** What tables and columns stand on: schemas, extensions, types, and sequences of no column. */
export function groundWork(change: Transition): MigrationQuery[] {
  const { from, to, columns } = change;
  const enums = sides(from.enums, to.enums);
  return [
    ...schemasOf(change).made.map((schema) => query(`CREATE SCHEMA ${quoteIdentifier(schema)}`)),
    ...extensionsOf(change).made.map(({ name }) => query(`CREATE EXTENSION IF NOT EXISTS ${quoteIdentifier(name)}`)),
    ...enums.made.map(createEnum),
    ...enums.kept.flatMap(([old, wanted]) =>
      columns.swapped.has(keyOf(old)) ? [] : addLabels(old, wanted).map((sql) => query(sql)),
    ),
    // A migration made them; none that is generated makes or drops one of no column.
    ...sides(from.sequences, to.sequences)
      .kept.filter(([old, wanted]) => !wanted.ownedBy && !sameParameters(old, wanted))
      .map(([, wanted]) => alterSequence(wanted)),
  ];
}

/** The same, once nothing stands on it any more. */
export function groundRemoval(change: Transition): MigrationQuery[] {
  const { from, to } = change;
  return [
    ...sides(from.enums, to.enums).gone.map(dropEnum),
    ...extensionsOf(change).gone.map(({ name }) => query(`DROP EXTENSION ${quoteIdentifier(name)}`)),
    ...schemasOf(change).gone.map((schema) => query(`DROP SCHEMA ${quoteIdentifier(schema)}`)),
  ];
}
