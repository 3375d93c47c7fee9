import type { MetadataRecord, MetadataRecords, MigrationQuery } from '../interfaces/migration-draft.interface';
import { quoteIdentifier, quoteLiteral, quotePath } from '../sql/identifier';
import { query } from './ddl.text';

/** TypeORM's service table as it makes it itself; whether it is there depends on what else uses the database. */
const TABLE = `("type" character varying NOT NULL, "database" character varying, "schema" character varying, "table" character varying, "name" character varying, "value" text)`;

const literal = (value: string | null): string | null => (value === null ? null : quoteLiteral(value));

/** @param schema the one that the search path leads to, whatever it is called there */
function fields(record: MetadataRecord, schema: string | undefined): [column: string, value: string][] {
  const entries: [string, string | null][] = [
    ['database', record.ofDatabase ? 'current_database()' : null],
    ['schema', record.schema !== null && record.schema === schema ? 'current_schema()' : literal(record.schema)],
    ['table', literal(record.table)],
    ['type', quoteLiteral(record.type)],
    ['name', literal(record.name)],
    ['value', literal(record.value)],
  ];
  return entries.filter((entry): entry is [string, string] => entry[1] !== null);
}

const keyOf = (record: MetadataRecord): string =>
  JSON.stringify([record.type, record.ofDatabase, record.schema, record.table, record.name, record.value]);

/** What TypeORM must know of views and generated columns, which it reads back from its own table only. */
export function planRecords(
  { table }: MetadataRecords,
  from: readonly MetadataRecord[],
  to: readonly MetadataRecord[],
  schema: string | undefined,
): MigrationQuery[] {
  const [before, after] = [new Set(from.map(keyOf)), new Set(to.map(keyOf))];
  const path = quotePath(table);
  const added = to.filter((record) => !before.has(keyOf(record)));
  return [
    ...from
      .filter((record) => !after.has(keyOf(record)))
      .map((record) => {
        const conditions = fields(record, schema).filter(([column]) => column !== 'value');
        return query(
          `DELETE FROM ${path} WHERE ${conditions.map(([column, value]) => `${quoteIdentifier(column)} = ${value}`).join(' AND ')}`,
        );
      }),
    ...(added.length > 0 && from.length === 0 ? [query(`CREATE TABLE IF NOT EXISTS ${path} ${TABLE}`)] : []),
    ...added.map((record) => {
      const entries = fields(record, schema);
      return query(
        `INSERT INTO ${path} (${entries.map(([column]) => quoteIdentifier(column)).join(', ')}) VALUES (${entries.map(([, value]) => value).join(', ')})`,
      );
    }),
  ];
}
