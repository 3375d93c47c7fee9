import type { PlannedStatement } from '../interfaces/lifecycle-plan.interface';
import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import type { TrashConstraint, TrashManifest, TrashRow } from '../interfaces/trash.interface';
import { pathOf, quoteIdentifier, quoteLiteral, quotePath } from '../sql/identifier';
import { trashOfHome } from './places';
import { forgetMetadata, moveRelation, moveType } from './set-aside.statements';

/** Moves all that the manifest names back to where it was. */
export function homeStatements({ places, relations, types }: TrashManifest): PlannedStatement[] {
  const trashOf = trashOfHome({ places });
  return [
    ...types.map((type) => moveType(type, trashOf.get(type.schema)!, type.schema)),
    ...relations.map((relation) => moveRelation(relation, trashOf.get(relation.schema)!, relation.schema)),
  ];
}

/** The definition is PostgreSQL's own text with every name qualified; NOT VALID is part of it. */
export function putBack({ schema, table, name, definition, comment }: TrashConstraint): PlannedStatement[] {
  const path = quotePath({ schema, name: table });
  return [
    `ALTER TABLE ${path} ADD CONSTRAINT ${quoteIdentifier(name)} ${definition}`,
    ...(comment === null
      ? []
      : [`COMMENT ON CONSTRAINT ${quoteIdentifier(name)} ON ${path} IS ${quoteLiteral(comment)}`]),
  ].map((sql) => ({ sql, target: `${schema}.${table}` }));
}

/** PostgreSQL reads each value as the column's type. */
const insertRows = (table: NamedObject, rows: readonly TrashRow[]): PlannedStatement[] => {
  const path = quotePath(table);
  const values = quoteLiteral(JSON.stringify(rows));
  const sql = `INSERT INTO ${path} SELECT * FROM json_populate_recordset(NULL::${path}, ${values})`;
  return rows.length > 0 ? [{ sql, target: pathOf(table) }] : [];
};

/**
 * Makes what TypeORM recorded of the relations what it was.
 * @param recorded all whose rows may be there now
 */
export const metadataStatements = (
  { metadata }: TrashManifest,
  recorded: readonly NamedObject[],
  metadataTable: NamedObject | null,
): PlannedStatement[] =>
  metadataTable ? [...forgetMetadata(recorded, metadataTable), ...insertRows(metadataTable, metadata ?? [])] : [];

/**
 * Moves the sequence past the restored numbers: in a table that was made anew, the next number would be taken already.
 */
function advanceSequence(table: NamedObject, rows: readonly TrashRow[]): PlannedStatement[] {
  const sequence = `pg_get_serial_sequence(max(tableoid)::regclass::text, 'id')`;
  const isBehind = `CASE WHEN has_sequence_privilege(${sequence}, 'UPDATE') THEN max("id") > coalesce(pg_sequence_last_value(${sequence}), 0) END`;
  const sql = `SELECT setval(${sequence}, max("id")) FROM ${quotePath(table)} HAVING ${isBehind}`;
  return rows.some((row) => 'id' in row) ? [{ sql, target: pathOf(table) }] : [];
}

/** Makes the record of migrations what it was. */
export const migrationStatements = (rows: readonly TrashRow[], migrationsTable: NamedObject): PlannedStatement[] => [
  { sql: `DELETE FROM ${quotePath(migrationsTable)}`, target: pathOf(migrationsTable) },
  ...insertRows(migrationsTable, rows),
  ...advanceSequence(migrationsTable, rows),
];

export const makeSchemas = (schemas: readonly string[]): PlannedStatement[] =>
  schemas.map((schema) => ({ sql: `CREATE SCHEMA ${quoteIdentifier(schema)}`, target: schema }));

/** RESTRICT: what is still in there keeps the schema, and fails the restore. */
export const dropPlaces = ({ places }: TrashManifest): PlannedStatement[] =>
  places.map(({ trash }) => ({ sql: `DROP SCHEMA ${quoteIdentifier(trash)} RESTRICT`, target: trash }));
