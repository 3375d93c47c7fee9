import { isKey } from '../drift/constraint.rules';
import type { CatalogConstraint, CatalogIndex, CatalogSnapshot } from '../interfaces/catalog-snapshot.interface';
import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { quoteIdentifier, toName } from '../sql/identifier';
import { catalogLookup, keyOf, partKey, type TablePart } from './catalog.lookup';
import { renamedConstraint, renamedIndex, type NameChange, type Renamed } from './derived-names.planner';
import { tokensOf } from '../sql/sql.mentions';
import { replacedIndexes } from './stage.builder';

/** Its name stands behind CREATE UNIQUE INDEX, before ON. */
function called(index: CatalogIndex, name: string): CatalogIndex {
  const { definition } = index;
  const { start, end } = tokensOf(definition).find(({ text }) => text === index.name)!;
  return { ...index, name, definition: definition.slice(0, start) + quoteIdentifier(name) + definition.slice(end) };
}

/** All that shares the one list of names that a schema has. */
const relationsOf = ({ tables, views, sequences, indexes, constraints }: CatalogSnapshot): NamedObject[] => [
  ...tables,
  ...views,
  ...sequences,
  ...indexes,
  ...constraints.filter(isKey),
];

/** Renames those indexes and constraints for as long as something else needs their names; none whose new one is taken. */
function aside(
  { state, changes }: Renamed,
  wanted: CatalogSnapshot,
  isInTheWay: (part: CatalogIndex | CatalogConstraint) => boolean,
): Renamed {
  const taken = new Set([...relationsOf(state), ...relationsOf(wanted)].map(keyOf));
  const made: NameChange[] = [];
  const moved = <Part extends TablePart>(part: Part, rename: (part: Part, name: string) => NameChange): string => {
    const name = toName(`${part.name}_old`);
    if (taken.has(keyOf({ ...part, name }))) return part.name;
    made.push(rename(part, name));
    return name;
  };
  return {
    state: {
      ...state,
      constraints: state.constraints.map((one) =>
        isKey(one) && isInTheWay(one) ? { ...one, name: moved(one, renamedConstraint) } : one,
      ),
      indexes: state.indexes.map((one) => (isInTheWay(one) ? called(one, moved(one, renamedIndex)) : one)),
    },
    changes: [...changes, ...made],
  };
}

/**
 * Indexes and keys whose names something else is to get, e.g. an index of another table: what is renamed, or built
 * before they are dropped, finds its name free.
 */
export function makeRoom(renamed: Renamed, wanted: CatalogSnapshot): Renamed {
  const names = new Set(relationsOf(wanted).map(keyOf));
  const { indexes, constraints } = catalogLookup(wanted);
  return aside(
    renamed,
    wanted,
    (part) => names.has(keyOf(part)) && !('type' in part ? constraints : indexes).has(partKey(part)),
  );
}

/**
 * An index that is replaced by another one of the same name is renamed until the new one is built: without either,
 * reads of a large table would be slow, and nothing would keep rows unique.
 */
export function stepAside(renamed: Renamed, wanted: CatalogSnapshot): Renamed {
  const replaced = new Set(replacedIndexes(renamed.state, wanted).map(partKey));
  return aside(renamed, wanted, (part) => replaced.has(partKey(part)));
}
