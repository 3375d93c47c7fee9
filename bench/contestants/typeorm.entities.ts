import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';
import { LABELS, type BenchColumn, type BenchModel } from '../model';

type Row = Record<string, unknown>;

const ofType: Readonly<Record<BenchColumn['type'], EntitySchemaColumnOptions>> = {
  uuid: { type: 'uuid' },
  text: { type: 'text' },
  varchar: { type: 'varchar', length: 120 },
  integer: { type: 'integer' },
  numeric: { type: 'numeric', precision: 10, scale: 2, default: 0 },
  boolean: { type: 'boolean', default: true },
  enum: { type: 'enum', enum: [...LABELS], default: LABELS[0] },
  jsonb: { type: 'jsonb' },
  timestamptz: { type: 'timestamptz', default: () => 'now()' },
};

/** The model in TypeORM's words, for `synchronize` and for this module alike. */
export function typeormEntities({ tables, junctions }: BenchModel): EntitySchema<Row>[] {
  const links = new Map(junctions.map((junction) => [junction.left, junction]));
  return tables.map(
    ({ name, columns, parent }) =>
      new EntitySchema<Row>({
        name,
        tableName: name,
        columns: {
          id: { type: 'uuid', primary: true, generated: 'uuid' },
          ...Object.fromEntries(
            columns.map((column) => [
              column.name,
              { ...ofType[column.type], nullable: column.nullable, unique: column.unique },
            ]),
          ),
        },
        indices: columns.filter(({ indexed }) => indexed).map((column) => ({ columns: [column.name] })),
        relations: {
          ...(parent && {
            parent: { type: 'many-to-one', target: parent, joinColumn: { name: 'parent_id' }, nullable: true },
          }),
          ...(links.has(name) && {
            links: { type: 'many-to-many', target: links.get(name)!.right, joinTable: { name: links.get(name)!.name } },
          }),
        },
      }),
  );
}
