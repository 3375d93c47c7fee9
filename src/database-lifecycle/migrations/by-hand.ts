import type { DraftInput } from '../interfaces/migration-draft.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import { toName } from '../sql/identifier';

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
        // Without a name it is nobody's in particular.
        .filter(({ synchronize, givenName }) => !synchronize && givenName)
        .map(({ name }) => ({ schema: schemaOf(metadata), name: toName(name) })),
    ),
  };
}
