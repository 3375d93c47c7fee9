import type { PlanNotice } from '../interfaces/lifecycle-plan.interface';
import type { DetailSnapshot } from '../interfaces/schema-snapshot.interface';
import { postgresDriver } from '../metadata/postgres-driver';
import { quoteIdentifier } from '../sql/identifier';
import { searchPathNames } from '../sql/search-path';
import type { PlanningContext } from './planning.context';
import { schemasNeeded } from './schemas.needed';

/** The schemas that a `search_path` names, also those that are not there. */
const schemasOf = (searchPath: string, role: string): string[] =>
  searchPathNames(searchPath).map((name) => (name === '$user' ? role : name));

/** TypeORM knows the search_path from when it connected; a new connection of the pool may have another by now. */
function movedPath({ dataSource, presence: { server } }: PlanningContext): PlanNotice[] {
  const { searchSchema = null } = postgresDriver(dataSource);
  const message = `The search_path of this connection leads to ${server.schema ?? 'no schema'}, expected ${searchSchema ?? 'none'} as when the DataSource was initialized: what has no schema of its own would be made in another one. After a change of search_path (ALTER ROLE or ALTER DATABASE ... SET search_path) restart the app.`;
  return server.schema === searchSchema ? [] : [{ code: 'search-path', message }];
}

/**
 * Schemas that come before the current one in the path and do not exist yet, e.g. `"$user"`: once created, they take
 * over.
 */
function movingSchemas(context: PlanningContext, { schemas, searchPath }: DetailSnapshot): PlanNotice[] {
  const { role, schema: current } = context.presence.server;
  const path = schemasOf(searchPath, role);
  const existing = new Set(schemas.map(({ name }) => name));
  const before = new Set(path.slice(0, current === null ? 0 : Math.max(path.indexOf(current), 0)));
  return schemasNeeded(context)
    .filter((schema) => before.has(schema) && !existing.has(schema))
    .map((schema) => ({
      code: 'search-path',
      message: `Schema ${schema} does not exist, and the search_path (${searchPath}) names it before ${current}: with it, what has no schema of its own would mean ${schema} instead. Create it first (CREATE SCHEMA ${quoteIdentifier(schema)};) if that is meant; else name the path without it: ALTER ROLE ${quoteIdentifier(role)} SET search_path = ${quoteIdentifier(current!)}; then restart the app.`,
    }));
}

/** TypeORM names what is in the schema that the search_path led to as it connected by its bare name, all else in full. */
function usesBareNames(context: PlanningContext): boolean {
  const { searchSchema = null } = postgresDriver(context.dataSource);
  return (
    schemasNeeded(context).some((schema) => schema === searchSchema) ||
    [...context.definitions.values()].some(({ foreignKeys }) =>
      foreignKeys.some(({ parent }) => parent.schema === searchSchema),
    )
  );
}

/** Where bare names lead, in the middle of a plan too. */
export const searchPathProblems = (context: PlanningContext, details: DetailSnapshot): PlanNotice[] =>
  usesBareNames(context) ? [...movedPath(context), ...movingSchemas(context, details)] : [];
