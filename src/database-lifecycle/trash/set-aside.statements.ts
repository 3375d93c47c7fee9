import { furtherPlaceComment } from '../inspect/trash-schemas.query';
import type { PlannedStatement } from '../interfaces/lifecycle-plan.interface';
import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import type { TrashConstraint, TrashManifest, TrashRelation } from '../interfaces/trash.interface';
import { pathOf, quoteIdentifier, quoteLiteral, quotePath } from '../sql/identifier';
import { metadataOf } from './kept-records.query';
import { writeManifest } from './manifest';
import { trashOfHome } from './places';

const KINDS: Readonly<Record<TrashRelation['relkind'], string>> = {
  r: 'TABLE',
  p: 'TABLE',
  f: 'FOREIGN TABLE',
  v: 'VIEW',
  m: 'MATERIALIZED VIEW',
};

/** Moves one relation; its indexes, constraints and owned sequences go along, and all that knows it knows it by its oid. */
export const moveRelation = (
  { relkind, ...relation }: Omit<TrashRelation, 'managed'>,
  from: string,
  to: string,
): PlannedStatement => ({
  sql: `ALTER ${KINDS[relkind]} ${quotePath({ ...relation, schema: from })} SET SCHEMA ${quoteIdentifier(to)}`,
  target: pathOf(relation),
});

export const moveType = (type: NamedObject, from: string, to: string): PlannedStatement => ({
  sql: `ALTER TYPE ${quotePath({ ...type, schema: from })} SET SCHEMA ${quoteIdentifier(to)}`,
  target: pathOf(type),
});

const takeOff = ({ schema, table, name }: TrashConstraint): PlannedStatement => ({
  sql: `ALTER TABLE ${quotePath({ schema, name: table })} DROP CONSTRAINT ${quoteIdentifier(name)}`,
  target: `${schema}.${table}`,
});

/** Forgets what TypeORM recorded of the relations; the manifest has kept it. */
export const forgetMetadata = (
  relations: readonly NamedObject[],
  metadataTable: NamedObject | null,
): PlannedStatement[] =>
  metadataTable && relations.length > 0
    ? [
        {
          sql: `DELETE FROM ${quotePath(metadataTable)} WHERE ${metadataOf(relations)}`,
          target: pathOf(metadataTable),
        },
      ]
    : [];

/**
 * Makes the trash's schemas with the manifest in them, and moves there what it names.
 * @param recorded relations whose rows in `typeorm_metadata` it has kept
 */
export function setAsideStatements(
  manifest: TrashManifest,
  recorded: readonly NamedObject[],
  metadataTable: NamedObject | null,
): PlannedStatement[] {
  const { places, relations, types, constraints } = manifest;
  const trashOf = trashOfHome({ places });
  const name = places[0]!.trash;
  const comment = (trash: string): string => (trash === name ? writeManifest(manifest) : furtherPlaceComment(name));
  return [
    ...places.flatMap(({ trash }) => [
      { sql: `CREATE SCHEMA ${quoteIdentifier(trash)}`, target: trash },
      { sql: `COMMENT ON SCHEMA ${quoteIdentifier(trash)} IS ${quoteLiteral(comment(trash))}`, target: trash },
    ]),
    ...constraints.map(takeOff),
    ...relations.map((relation) => moveRelation(relation, relation.schema, trashOf.get(relation.schema)!)),
    ...types.map((type) => moveType(type, type.schema, trashOf.get(type.schema)!)),
    ...forgetMetadata(recorded, metadataTable),
  ];
}
