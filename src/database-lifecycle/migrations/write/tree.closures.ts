import type { EntityMetadata } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import type { TreeClosure } from '../../interfaces/migration-draft.interface';
import type { NamedObject } from '../../interfaces/schema-snapshot.interface';
import type { LifecycleTarget } from '../../lifecycle.target';
import { toName } from '../../sql/identifier';

const name = ({ databaseName }: ColumnMetadata): string => toName(databaseName);

/**
 * None for a tree without a parent column, as nothing tells who is above whom; TypeORM supports no key of several
 * columns.
 */
function closureOf(closure: EntityMetadata, nameOf: (metadata: EntityMetadata) => NamedObject): TreeClosure[] {
  const { parentClosureEntityMetadata: tree, columns } = closure;
  const [key] = tree.primaryColumns;
  const parent = tree.treeParentRelation?.joinColumns.find(({ referencedColumn }) => referencedColumn === key);
  const [ancestor, descendant] = (['ancestor', 'descendant'] as const).map((type) =>
    columns.find(({ closureType }) => closureType === type),
  );
  if (!key || !parent || !ancestor || !descendant) return [];
  return [
    {
      ...nameOf(closure),
      tree: nameOf(tree),
      key: name(key),
      parent: name(parent),
      ancestor: name(ancestor),
      descendant: name(descendant),
    },
  ];
}

/** The closure tables of the entities. */
export function treeClosures({ dataSource, journal }: LifecycleTarget): TreeClosure[] {
  const nameOf = ({ schema, tableName }: EntityMetadata): NamedObject => ({
    schema: toName(schema ?? journal.schema),
    name: toName(tableName),
  });
  return dataSource.entityMetadatas.flatMap(({ closureJunctionTable: closure }) =>
    closure ? closureOf(closure, nameOf) : [],
  );
}
