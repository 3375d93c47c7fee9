import type { Holdings } from '../interfaces/holdings.interface';
import type { PlannedStatement } from '../interfaces/lifecycle-plan.interface';
import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { dropRelations } from '../plan/drop.statements';
import { forgetMetadata } from '../trash/set-aside.statements';

/** Drops precisely the relations that were found, their enum types and TypeORM's records of them. */
export const dropStatements = (
  { relations, types, metadataTableExists }: Holdings,
  metadataTable: NamedObject,
): PlannedStatement[] => [
  ...dropRelations(relations, types),
  ...forgetMetadata(relations, metadataTableExists ? metadataTable : null),
];
