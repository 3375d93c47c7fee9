import { entityWords } from '../drift/entity.words';
import type { CatalogDifference, CatalogObjectKind } from '../interfaces/catalog-difference.interface';

/** One line for indexes and one for constraints, with the first of them as the example. */
export const staysIf = (parts: readonly { readonly kind: CatalogObjectKind; readonly keep?: string }[]): string[] =>
  (['index', 'constraint'] as const).flatMap((kind) => {
    const keep = parts.find((part) => part.kind === kind && part.keep !== undefined)?.keep;
    const an = kind === 'index' ? 'an index' : 'a constraint';
    return keep === undefined ? [] : [`  -> Is ${an} to stay as a migration made it, say so on its entity: ${keep}`];
  });

/**
 * What to do where the migrations do not make what the entities ask for. An index or constraint that a migration made
 * is dropped by the next one that is generated, unless its entity says that it is to stay.
 */
export function entitiesAheadRemedies(differences: readonly CatalogDifference[]): string[] {
  const extra = differences.filter(({ change }) => change === 'extra');
  return [
    '  -> npm run migration:generate -- <Name>',
    ...staysIf(extra.map(({ object, actual }) => ({ kind: object.kind, keep: entityWords(object, actual!) }))),
  ];
}
