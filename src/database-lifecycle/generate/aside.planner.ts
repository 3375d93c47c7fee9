import type { CatalogIndex, CatalogSnapshot } from '../interfaces/catalog-snapshot.interface';
import { quoteIdentifier, toName } from '../sql/identifier';
import { keyOf, partKey } from './catalog.lookup';
import { renamedIndex, type Renamed } from './derived-names.planner';
import { tokensOf } from './sql.mentions';
import { replacedIndexes } from './stage.builder';

/** Its name stands behind CREATE UNIQUE INDEX, before ON. */
function called(index: CatalogIndex, name: string): CatalogIndex {
  const { definition } = index;
  const { start, end } = tokensOf(definition).find(({ text }) => text === index.name)!;
  return { ...index, name, definition: definition.slice(0, start) + quoteIdentifier(name) + definition.slice(end) };
}

/**
 * An index that is replaced by another one of the same name is renamed until the new one is built: without either,
 * reads of a large table would be slow, and nothing would keep rows unique.
 */
export function stepAside({ state, changes }: Renamed, wanted: CatalogSnapshot): Renamed {
  const taken = new Set(
    [...state.tables, ...state.views, ...state.sequences, ...state.indexes, ...wanted.indexes].map(keyOf),
  );
  const aside = new Map<string, string>();
  for (const index of replacedIndexes(state, wanted)) {
    const name = toName(`${index.name}_old`);
    if (!taken.has(keyOf({ ...index, name }))) aside.set(partKey(index), name);
  }
  const moving = state.indexes.filter((index) => aside.has(partKey(index)));
  return {
    state: {
      ...state,
      indexes: state.indexes.map((index) => {
        const name = aside.get(partKey(index));
        return name === undefined ? index : called(index, name);
      }),
    },
    changes: [...changes, ...moving.map((index) => renamedIndex(index, aside.get(partKey(index))!))],
  };
}
