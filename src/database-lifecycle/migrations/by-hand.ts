import type { CatalogDifference } from '../interfaces/catalog-difference.interface';
import type { CatalogSnapshot } from '../interfaces/catalog-snapshot.interface';
import type { DraftInput } from '../interfaces/migration-draft.interface';
import { withKept } from '../generate/kept.rules';
import type { LifecycleTarget } from '../lifecycle.target';
import { toName } from '../sql/identifier';
import { compareMigrated } from './expected.catalogs';

export type ByHand = NonNullable<DraftInput['byHand']>;

/** Tables and indexes of which an entity says that it looks after them itself. */
export function byHand({ dataSource, journal: { schema } }: LifecycleTarget): ByHand {
  const { entityMetadatas } = dataSource;
  const schemaOf = (metadata: { schema?: string }): string => toName(metadata.schema ?? schema);
  return {
    tables: entityMetadatas
      .filter(({ synchronize }) => !synchronize)
      .map((metadata) => ({ schema: schemaOf(metadata), name: toName(metadata.tableName) })),
    indexes: entityMetadatas.flatMap((metadata) =>
      metadata.indices
        .filter(({ synchronize }) => !synchronize)
        .map(({ name }) => ({ schema: schemaOf(metadata), name: toName(name) })),
    ),
  };
}

/**
 * In what the migrations fall short of the entities. What migrations make by hand, and no entity can ask for, is no
 * difference; nor is a view beyond the entities', as only a database tells whether TypeORM made it.
 */
export function compareWithEntities(
  wanted: CatalogSnapshot,
  current: CatalogSnapshot,
  hand: ByHand,
): CatalogDifference[] {
  const ofNobody = { table: { schema: '', name: '' }, current: [], wanted: [] };
  return compareMigrated(withKept({ current, wanted, byHand: hand, records: ofNobody }), current);
}
