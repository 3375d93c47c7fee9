import type { CatalogDifference } from '../interfaces/catalog-difference.interface';

/**
 * What to do where the migrations do not make what the entities ask for. An index that a migration made is dropped by
 * the next one that is generated, unless its entity says that it is to stay.
 */
export function entitiesAheadRemedies(differences: readonly CatalogDifference[]): string[] {
  const index = differences.find(({ change, object }) => change === 'extra' && object.kind === 'index');
  const name = index?.object.path.split('.').at(-1);
  return [
    '  -> npm run migration:generate -- <Name>',
    ...(name === undefined
      ? []
      : [
          `  -> Is an index to stay as a migration made it, say so on its entity: @Index('${name}', { synchronize: false })`,
        ]),
  ];
}
