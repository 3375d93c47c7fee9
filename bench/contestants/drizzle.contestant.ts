import { pushSchema } from 'drizzle-kit/api';
import { drizzle } from 'drizzle-orm/node-postgres';
import {
  boolean,
  index,
  integer,
  jsonb,
  numeric,
  pgEnum,
  pgTable,
  text,
  timestamp,
  uniqueIndex,
  uuid,
  varchar,
  type AnyPgColumn,
  type PgColumnBuilderBase,
  type PgTableWithColumns,
} from 'drizzle-orm/pg-core';
import { Pool } from 'pg';
import { LABELS, type BenchColumn, type BenchModel } from '../model';
import { KEPT_OPEN, type Contestant } from './contestant';

// oxlint-disable-next-line typescript/no-explicit-any -- tables that only exist at run time have no static type
type AnyTable = PgTableWithColumns<any>;

function columnOf(table: string, { name, type, nullable, unique }: BenchColumn, exports: Record<string, unknown>) {
  const make = {
    uuid: () => uuid(name),
    text: () => text(name),
    varchar: () => varchar(name, { length: 120 }),
    integer: () => integer(name),
    numeric: () => numeric(name, { precision: 10, scale: 2 }).default('0'),
    boolean: () => boolean(name).default(true),
    jsonb: () => jsonb(name),
    timestamptz: () => timestamp(name, { withTimezone: true }).defaultNow(),
    enum: () => {
      const labels = pgEnum(`${table}_${name}_enum`, LABELS);
      exports[`${table}_${name}_enum`] = labels;
      return labels(name).default(LABELS[0]);
    },
  }[type];
  const column = make();
  const unconstrained = unique ? column.unique() : column;
  return (nullable ? unconstrained : unconstrained.notNull()) as PgColumnBuilderBase;
}

function schemaOf({ tables, junctions }: BenchModel): Record<string, unknown> {
  const exports: Record<string, unknown> = {};
  const made = new Map<string, AnyTable>();
  const idOf = (table: string) => (): AnyPgColumn => made.get(table)!.id as AnyPgColumn;
  for (const { name, columns, parent } of tables) {
    const table = pgTable(
      name,
      {
        id: uuid('id').primaryKey().defaultRandom(),
        ...Object.fromEntries(columns.map((column) => [column.name, columnOf(name, column, exports)])),
        ...(parent !== null && { parent_id: uuid('parent_id').references(idOf(parent)) }),
      },
      (self) =>
        columns
          .filter(({ indexed }) => indexed)
          .map((column) =>
            index(`${name}_${column.name}_idx`).on((self as unknown as Record<string, AnyPgColumn>)[column.name]!),
          ),
    ) as AnyTable;
    made.set(name, table);
    exports[name] = table;
  }
  for (const { name, left, right } of junctions) {
    exports[name] = pgTable(
      name,
      {
        left_id: uuid('left_id').notNull().references(idOf(left)),
        right_id: uuid('right_id').notNull().references(idOf(right)),
      },
      (self) => [
        // Its key, but for the name: reading back a primary key of two columns fails in pushSchema() of 0.31.
        uniqueIndex(`${name}_key`).on(self.left_id, self.right_id),
        index(`${name}_left`).on(self.left_id),
        index(`${name}_right`).on(self.right_id),
      ],
    );
  }
  return exports;
}

/** What `drizzle-kit push` does, by its public function: reads the schema, compares, and runs what it found. */
export const drizzleKit: Contestant = {
  name: 'drizzle-kit push',
  async open(url, model) {
    const pool = new Pool({ connectionString: url, ...KEPT_OPEN });
    await pool.query('SELECT 1');
    const database = drizzle(pool);
    const schema = schemaOf(model);
    return {
      async sync() {
        const { apply, statementsToExecute } = await pushSchema(schema, database as never, ['public']);
        if (statementsToExecute.length > 0) await apply();
      },
      close: () => pool.end(),
    };
  },
};
