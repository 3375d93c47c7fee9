import type { PlanNotice } from '../interfaces/lifecycle-plan.interface';
import type { ManagedRelation } from '../interfaces/managed-relation.interface';
import type { PresenceSnapshot, RelationFinding, ServerSnapshot } from '../interfaces/schema-snapshot.interface';
import type { ManagedModel } from '../metadata/managed-relation.collector';
import { namingProblems } from '../metadata/naming.rules';
import { pathOf, quoteIdentifier, quotePath } from '../sql/identifier';

export interface Notices {
  readonly problems: readonly PlanNotice[];
  readonly warnings: readonly PlanNotice[];
}

/** `pg_class.relkind` in words. */
export const RELKINDS: Readonly<Record<string, string>> = {
  r: 'table',
  p: 'partitioned table',
  v: 'view',
  m: 'materialized view',
  f: 'foreign table',
  S: 'sequence',
  i: 'index',
  I: 'partitioned index',
  c: 'composite type',
  type: 'type',
};

/** `public.users (entity User)` */
export const describe = (relation: ManagedRelation): string => {
  const { entities, kind } = relation;
  if (entities.length === 0) return `${pathOf(relation)} (TypeORM's ${kind} table)`;
  return `${pathOf(relation)} (${entities.length > 1 ? 'entities' : 'entity'} ${entities.join(', ')})`;
};

const article = (noun: string): string => `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;

function conflict(relation: ManagedRelation, { found, owner }: RelationFinding): PlanNotice {
  const holder = RELKINDS[found ?? ''] ?? `relation of kind ${found}`;
  const wanted = { view: 'a view', 'materialized view': 'a materialized view' }[relation.kind as string] ?? 'a table';
  return {
    code: 'name-conflict',
    relation: pathOf(relation),
    message: `${describe(relation)}: expected ${wanted}, found ${article(holder)} of that name (owner ${owner}). Rename the ${holder} or map the entity to another name.`,
  };
}

function hidden(relation: ManagedRelation, { owner }: RelationFinding, role: string): PlanNotice {
  return {
    code: 'hidden',
    relation: pathOf(relation),
    message: `${describe(relation)} exists, but role ${role} has no privilege on it, so it is left alone. As ${owner}: GRANT SELECT, INSERT, UPDATE, DELETE, REFERENCES ON ${quotePath(relation)} TO ${quoteIdentifier(role)};`,
  };
}

/** New columns, also those of a new child in single-table inheritance, need ALTER TABLE, which is a migration's work. */
function lackingColumns(
  relation: ManagedRelation,
  { columns }: RelationFinding,
  pending: readonly string[],
): PlanNotice[] {
  const there = new Set(columns);
  const lacking = relation.columns.filter((column) => !there.has(column));
  if (lacking.length === 0) return [];
  const write = 'write a migration: npm run migration:generate -- <Name>';
  const remedy =
    pending.length > 0
      ? `run the pending ${pending.length > 1 ? 'migrations' : 'migration'}, which may bring ${lacking.length > 1 ? 'them' : 'it'}: npm run migration:run; else ${write}`
      : write;
  const message = `${describe(relation)} lacks ${lacking.length > 1 ? 'columns' : 'column'} ${lacking.join(', ')}. An existing table is never altered here; ${remedy}`;
  return [{ code: 'needs-migration', relation: pathOf(relation), message }];
}

/** What a property that was renamed or removed leaves: from then on each insert fails, and says nothing of why. */
function unfilledColumns(relation: ManagedRelation, { required }: RelationFinding): PlanNotice[] {
  const known = new Set(relation.columns);
  const unfilled = (required ?? []).filter((column) => !known.has(column));
  if (unfilled.length === 0) return [];
  const message = `${describe(relation)} has what no entity fills: ${unfilled.join(', ')}, NOT NULL and without a default. An insert fails, unless a trigger fills it. An existing table is never altered here; put the property back, or write a migration: npm run migration:generate -- <Name>`;
  return [{ code: 'needs-migration', relation: pathOf(relation), message }];
}

/** node-postgres reads dates and times in ISO form only, and makes null of every other. */
function unreadDates({ database, role, dateStyle }: ServerSnapshot): PlanNotice[] {
  if (dateStyle.startsWith('ISO')) return [];
  const remedy = `ALTER ROLE ${quoteIdentifier(role)} IN DATABASE ${quoteIdentifier(database)} SET datestyle = 'ISO';`;
  const message = `DateStyle is "${dateStyle}" for role ${role} in database ${database}, expected ISO: each date and time that the app reads comes as null. ${remedy} Then start the app again`;
  return [{ code: 'date-style', message }];
}

/** What presence alone tells; known at every boot. */
export function presenceNotices(
  model: ManagedModel,
  { findings, server, pendingMigrations = [] }: PresenceSnapshot,
): Notices {
  const found = findings.map((finding) => [model.relations[finding.index]!, finding] as const);
  return {
    problems: [
      ...model.problems,
      ...found
        .filter(([, { state }]) => state === 'missing')
        .map(([relation]) => pathOf(relation))
        .flatMap((path) => namingProblems(path, model.metadatas.get(path) ?? [])),
      ...found
        .filter(([, { state }]) => state === 'conflict')
        .map(([relation, finding]) => conflict(relation, finding)),
    ],
    warnings: [
      ...model.warnings,
      ...unreadDates(server),
      ...found
        .filter(([, { state }]) => state === 'hidden')
        .map(([relation, finding]) => hidden(relation, finding, server.role)),
      ...found
        .filter(([, { state, columns }]) => state === 'present' && columns)
        .flatMap(([relation, finding]) => [
          ...lackingColumns(relation, finding, pendingMigrations),
          ...unfilledColumns(relation, finding),
        ]),
    ],
  };
}
