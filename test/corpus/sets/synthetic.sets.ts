import { EntitySchema, type EntitySchemaColumnOptions, type EntitySchemaRelationOptions } from 'typeorm';
import type { EntitySet } from '../entity-set';

const SIZE = 60;

const columnKinds: EntitySchemaColumnOptions[] = [
  { type: 'text', default: '' },
  { type: 'int', unique: true },
  { type: 'enum', enum: ['low', 'high'], default: 'low' },
  { type: 'timestamptz', default: () => 'now()', comment: 'when' },
  { type: 'jsonb', nullable: true },
  { type: 'numeric', precision: 10, scale: 2 },
  { type: 'enum', enum: ['up', 'down'], enumName: 'direction', array: true, default: [] },
];

/** Table n has n % 7 columns of its own and points at tables around it, so that keys form chains, fans and cycles. */
function table(n: number): EntitySchema<Record<string, unknown>> {
  const columns: Record<string, EntitySchemaColumnOptions> = {
    id:
      n % 3 === 0
        ? { type: 'uuid', primary: true, generated: 'uuid' }
        : { type: 'int', primary: true, generated: true },
  };
  for (let c = 0; c <= n % columnKinds.length; c++) columns[`column${c}`] = columnKinds[(n + c) % columnKinds.length]!;
  const relations: Record<string, EntitySchemaRelationOptions> = {};
  for (const step of [1, 7].slice(0, n % 3)) {
    relations[`next${step}`] = {
      type: 'many-to-one',
      target: `Node${(n + step) % SIZE}`,
      joinColumn: true,
      onDelete: 'CASCADE',
    };
  }
  if (n % 10 === 0) relations.peers = { type: 'many-to-many', target: `Node${(n + 5) % SIZE}`, joinTable: true };
  return new EntitySchema({
    name: `Node${n}`,
    tableName: `node_${n}`,
    columns,
    relations,
    indices: [{ columns: ['column0', 'id'] }],
    checks: n % 4 === 0 ? [{ expression: '"column0" IS NOT NULL' }] : [],
  });
}

export const syntheticSets: EntitySet[] = [
  {
    name: 'nodes: sixty tables',
    kinds: ['many tables', 'entity schema', 'junction', 'enum shared across tables', 'multi-column index', 'check'],
    entities: Array.from({ length: SIZE }, (_, n) => table(n)),
  },
];
