import type { EntitySchemaColumnOptions, EntitySchemaOptions } from 'typeorm';
import { quoteLiteral } from '../../../../src/database-lifecycle/sql/identifier';
import type { COLUMN_KINDS, EntityModel } from './entity.model';

export type Options = EntitySchemaOptions<Record<string, unknown>>;
type Kind = (typeof COLUMN_KINDS)[number];

export const LABELS = ['low', `it's`];
export const SHARED_ENUM = { name: 'direction', labels: ['up', 'down'] };

const COLUMNS: Readonly<Record<Kind, EntitySchemaColumnOptions>> = {
  text: { type: 'text' },
  varchar: { type: 'varchar', length: 30 },
  default: { type: 'varchar', default: `it''s; DROP` },
  numeric: { type: 'numeric', precision: 10, scale: 2 },
  now: { type: 'timestamptz', default: () => 'now()' },
  jsonb: { type: 'jsonb' },
  enum: { type: 'enum', enum: LABELS, default: 'low' },
  'enum array': { type: 'enum', enum: LABELS, array: true },
  'shared enum': { type: 'enum', enum: SHARED_ENUM.labels, enumName: SHARED_ENUM.name },
  'simple-array': { type: 'simple-array' },
  bytea: { type: 'bytea' },
  range: { type: 'int4range' },
  generated: { type: 'integer', asExpression: '1 + 1', generatedType: 'STORED' },
};

const KEYS: Readonly<Record<EntityModel['key'], Readonly<Record<string, EntitySchemaColumnOptions>>>> = {
  increment: { id: { type: 'int', primary: true, generated: 'increment' } },
  identity: { id: { type: 'int', primary: true, generated: 'identity' as 'increment' } },
  uuid: { id: { type: 'uuid', primary: true, generated: 'uuid' } },
  text: { id: { type: 'text', primary: true } },
  composite: { a: { type: 'int', primary: true }, b: { type: 'text', primary: true } },
};

export const keyOf = ({ key }: EntityModel): string[] => Object.keys(KEYS[key]);
export const isTree = ({ tree, key }: EntityModel): boolean => tree && key !== 'composite';
/** The index that an entity names itself, where something else holds the name. */
export const indexName = (position: number): string => `e${position}_named`;

/** What an entity and its columns ask TypeORM for. */
export function entityOptions(model: EntityModel, position: number, count: number): Options {
  const columns: Record<string, EntitySchemaColumnOptions> = { ...KEYS[model.key] };
  model.columns.forEach(({ kind, nullable, unique, comment }, index) => {
    columns[`c${index}`] = { ...COLUMNS[kind], nullable, unique, ...(comment ? { comment: `it's "c"; $1` } : {}) };
  });
  const relations: NonNullable<Options['relations']> = {};
  model.relations.forEach(({ kind, to, cascade, deferrable }, index) => {
    relations[`r${index}`] = {
      type: kind,
      target: `E${to % count}`,
      ...(kind === 'many-to-many'
        ? { joinTable: cascade ? { name: `links_${position}_${index}` } : true }
        : { joinColumn: true, ...(deferrable ? { deferrable: 'INITIALLY DEFERRED' } : {}) }),
      ...(cascade ? { onDelete: 'CASCADE' } : {}),
    };
  });
  const tree = isTree(model);
  if (tree) {
    relations.up = { type: 'many-to-one', target: `E${position}`, treeParent: true, inverseSide: 'down' };
    relations.down = { type: 'one-to-many', target: `E${position}`, treeChildren: true, inverseSide: 'up' };
  }
  const indexed = model.columns.flatMap(({ indexed: isIndexed }, index) => (isIndexed ? [`c${index}`] : []));
  return {
    name: `E${position}`,
    tableName: `e${position}`,
    ...(model.schema === 'public' ? {} : { schema: model.schema }),
    columns,
    relations,
    ...(tree ? { trees: [{ type: 'closure-table' }] } : {}),
    indices: [
      ...indexed.map((column) => ({ columns: [column, keyOf(model)[0]!] })),
      ...(model.fate === 'its index name' ? [{ name: indexName(position), columns: keyOf(model) }] : []),
    ],
    checks: model.check ? [{ expression: `"${keyOf(model)[0]}"::text <> ';'` }] : [],
  } as Options;
}

/** An entity as a person would write it. */
export const printEntity = (options: Options): string =>
  `new EntitySchema(${JSON.stringify(options, (_key, value: unknown) => (typeof value === 'function' ? `() => ${quoteLiteral(String((value as () => string)()))}` : value))})`;
