import { LABELS, type BenchColumn } from '../model';
import { KEPT_OPEN, type Contestant } from './contestant';

const ofType: Readonly<Record<BenchColumn['type'], object>> = {
  uuid: { type: 'uuid' },
  text: { type: 'text' },
  varchar: { type: 'string', length: 120 },
  integer: { type: 'integer' },
  numeric: { type: 'decimal', precision: 10, scale: 2, defaultRaw: '0' },
  boolean: { type: 'boolean', default: true },
  enum: { enum: true, items: [...LABELS], default: LABELS[0] },
  jsonb: { type: 'json' },
  timestamptz: { type: 'datetime', columnType: 'timestamptz', defaultRaw: 'now()' },
};

/** `update()` reads the schema, compares and alters; `safe`, as it else drops every table that no entity asks for. */
export const mikroOrm: Contestant = {
  name: 'MikroORM schema update',
  async open(url, { tables, junctions }) {
    // An ES module.
    const { EntitySchema, MikroORM } = await import('@mikro-orm/postgresql');
    const made = new Map<string, InstanceType<typeof EntitySchema<object>>>();
    const entity = (name: string) => () => made.get(name);
    const define = (name: string, properties: object): unknown =>
      made.set(name, new EntitySchema<object>({ name, tableName: name, properties: properties as never }));
    for (const { name, columns, parent } of tables) {
      define(name, {
        id: { type: 'uuid', primary: true, defaultRaw: 'gen_random_uuid()' },
        ...Object.fromEntries(
          columns.map((column) => [
            column.name,
            {
              ...ofType[column.type],
              ...(column.type === 'enum' && { nativeEnumName: `${name}_${column.name}_enum` }),
              fieldName: column.name,
              nullable: column.nullable,
              unique: column.unique,
              index: column.indexed,
            },
          ]),
        ),
        ...(parent !== null && {
          parent: { kind: 'm:1', entity: entity(parent), nullable: true, fieldName: 'parent_id', index: false },
        }),
      });
    }
    for (const { name, left, right } of junctions) {
      const key = (table: string, fieldName: string): object => ({
        kind: 'm:1',
        entity: entity(table),
        primary: true,
        fieldName,
        index: true,
      });
      define(name, { left: key(left, 'left_id'), right: key(right, 'right_id') });
    }
    const orm = await MikroORM.init({ clientUrl: url, entities: [...made.values()], pool: KEPT_OPEN });
    return { sync: () => orm.schema.update({ safe: true }), close: () => orm.close(true) };
  },
};
