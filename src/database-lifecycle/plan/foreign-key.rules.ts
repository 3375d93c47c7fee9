import type { PlanNotice } from '../interfaces/lifecycle-plan.interface';
import type { DetailSnapshot, ParentSnapshot } from '../interfaces/schema-snapshot.interface';
import type { ForeignKeyDefinition } from '../metadata/table.definition';
import { pathOf, quoteIdentifier, quotePath, toName } from '../sql/identifier';
import { RELKINDS } from './presence.rules';
import type { PlanningContext } from './planning.context';

const sameSet = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((name) => b.includes(name));

/**
 * Why PostgreSQL would reject the key, or undefined. Beside each reason stands the SQLSTATE that it would answer with.
 */
function fault(
  { key, parent }: ForeignKeyDefinition,
  found: ParentSnapshot | undefined,
  details: DetailSnapshot,
  role: string,
): string | undefined {
  const path = pathOf(parent);
  const referred = key.referencedColumnNames.map(toName);
  if (!found) return `${path} does not exist and no entity of this app creates it`; // 42P01
  if (!'rp'.includes(found.relkind))
    return `${path} is a ${RELKINDS[found.relkind] ?? found.relkind}; a foreign key needs a table`; // 42809
  if (found.unlogged)
    return `${path} is unlogged, and a permanent table can not refer to it. As its owner: ALTER TABLE ${quotePath(parent)} SET LOGGED;`; // 42P16
  const there = new Set(found.columns.map(({ name }) => name));
  const absent = referred.filter((column) => !there.has(column));
  if (absent.length > 0) return `${path} has no column ${absent.join(', ')}`; // 42703
  const misfit = details.incomparable.find(({ constraint }) => constraint === key.name);
  if (misfit) return `the new column is ${misfit.type}, but ${path}.${misfit.column} is ${misfit.parentType}`; // 42804
  if (!found.keys.some((columns) => sameSet(columns, referred)))
    return `${path} has no primary key or unique constraint on (${referred.join(', ')})`; // 42830
  if (!found.mayUseSchema)
    return `role ${role} may not use schema ${parent.schema}. As its owner: GRANT USAGE ON SCHEMA ${quoteIdentifier(parent.schema)} TO ${quoteIdentifier(role)};`; // 42501
  if (!found.mayReference)
    return `role ${role} lacks the privilege REFERENCES. As ${found.owner}: GRANT REFERENCES ON ${quotePath(parent)} TO ${quoteIdentifier(role)};`; // 42501
  return undefined;
}

/** One bad key would abort the whole transaction, so each is checked before anything runs, both sides named. */
export function foreignKeyProblems({ definitions, presence }: PlanningContext, details: DetailSnapshot): PlanNotice[] {
  const parents = new Map(details.parents.map((parent) => [pathOf(parent), parent]));
  return [...definitions].flatMap(([relation, { foreignKeys }]) =>
    foreignKeys
      .filter(({ parent }) => !definitions.has(pathOf(parent)))
      .flatMap((definition): PlanNotice[] => {
        const why = fault(definition, parents.get(pathOf(definition.parent)), details, presence.server.role);
        const { key, parentEntity } = definition;
        const message = `${relation} (${key.columnNames.join(', ')}) can not refer to ${parentEntity} (${key.referencedColumnNames.join(', ')}): ${why}.`;
        return why ? [{ code: 'foreign-key', relation, message }] : [];
      }),
  );
}

/** A relation from an existing table to a new one needs ALTER TABLE on the existing table. */
export function keysFromExistingTables({ dataSource, model, missing, definitions }: PlanningContext): PlanNotice[] {
  const absent = new Set(missing.map(pathOf));
  const makers = missing.flatMap((relation) => model.metadatas.get(pathOf(relation)) ?? []);
  // A cheap check first: an app has many keys, and few of them refer to a new table.
  const newNames = new Set(makers.map(({ tableName }) => tableName));
  return [...model.metadatas].flatMap(([path, metadatas]) =>
    metadatas
      .flatMap(({ foreignKeys }) => foreignKeys)
      .filter(({ referencedEntityMetadata: { tableName } }) => newNames.has(tableName) && !absent.has(path))
      .flatMap((key): PlanNotice[] => {
        const { schema = dataSource.driver.schema, tableName } = key.referencedEntityMetadata;
        const parent = pathOf({ schema: toName(schema!), name: toName(tableName) });
        const message = `${path} exists, so its new foreign key (${key.columnNames.join(', ')}) to ${parent} is left to a migration: npm run migration:generate -- <Name>. Where one has made it already, it went with the table that was dropped: npm run db:drift gives the statements`;
        return definitions.has(parent) ? [{ code: 'needs-migration', relation: path, message }] : [];
      }),
  );
}
