import type { PlannedStatement } from '../interfaces/lifecycle-plan.interface';
import type { MigrationQuery } from '../interfaces/migration-draft.interface';
import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { pathOf } from '../sql/identifier';
import { query } from './ddl.text';
import { tokensOf } from '../sql/sql.mentions';

/** TypeORM's DDL of one relation, by what must be there before it. */
interface RelationDdl {
  /** CREATE TABLE or VIEW, and comments. */
  readonly create: readonly MigrationQuery[];
  readonly indexes: readonly MigrationQuery[];
  readonly foreignKeys: readonly MigrationQuery[];
}

export interface CreatedDdl {
  /** Undefined where the plan has none. */
  of(relation: NamedObject): RelationDdl | undefined;
}

const PHASES: readonly (readonly [phase: keyof RelationDdl, start: RegExp])[] = [
  ['create', /^create (unlogged )?table |^create (materialized )?view |^comment on /],
  ['indexes', /^create (unique )?index /],
  ['foreignKeys', /^alter table /],
];

const start = (sql: string): string =>
  `${tokensOf(sql)
    .slice(0, 4)
    .map(({ text }) => text)
    .join(' ')} `;

/** Types, schemas, extensions and records are left out: they may be there when the relation is not. */
export function createdDdl(statements: readonly PlannedStatement[] = []): CreatedDdl {
  const relations = new Map<string, Record<keyof RelationDdl, MigrationQuery[]>>();
  for (const { sql, target } of statements) {
    const phase = PHASES.find(([, pattern]) => pattern.test(start(sql)))?.[0];
    if (!phase) continue;
    const ddl = relations.get(target) ?? { create: [], indexes: [], foreignKeys: [] };
    ddl[phase].push(query(sql));
    relations.set(target, ddl);
  }
  return { of: (relation) => relations.get(pathOf(relation)) };
}
