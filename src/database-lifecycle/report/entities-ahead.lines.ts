import { entityWords } from '../drift/entity.words';
import type { CatalogDifference, CatalogObjectKind } from '../interfaces/catalog-difference.interface';

const STAYS: readonly (readonly [kind: CatalogObjectKind, advice: string])[] = [
  ['table', 'Is a table to stay that no entity has, give it one'],
  ['index', 'Is an index to stay as a migration made it, say so on its entity'],
  ['constraint', 'Is a constraint to stay as a migration made it, say so on its entity'],
];

/** One line for each kind, with the first of them as the example. */
export const staysIf = (parts: readonly { readonly kind: CatalogObjectKind; readonly keep?: string }[]): string[] =>
  STAYS.flatMap(([kind, advice]) => {
    const keep = parts.find((part) => part.kind === kind && part.keep !== undefined)?.keep;
    return keep === undefined ? [] : [`  -> ${advice}: ${keep}`];
  });

/**
 * What to do where the migrations do not make what the entities ask for. What a migration made and no entity
 * has is dropped by the next one that is generated, unless its entity says that it is to stay.
 */
export function entitiesAheadRemedies(differences: readonly CatalogDifference[]): string[] {
  const extra = differences.filter(({ change }) => change === 'extra');
  return [
    '  -> npm run migration:generate -- <Name>',
    ...staysIf(extra.map(({ object, actual }) => ({ kind: object.kind, keep: entityWords(object, actual!) }))),
  ];
}
