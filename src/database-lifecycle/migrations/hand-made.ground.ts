import { LifecyclePlanError } from '../errors/lifecycle-plan.error';
import { PlanExecutionError } from '../errors/plan-execution.error';
import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { pathOf, quoteTextArray } from '../sql/identifier';
import type { PostgresError } from '../sql/sql.session';

/** A function, a sequence or a type that is not there: undefined_function, undefined_table, undefined_object. */
const ABSENT = new Set(['42883', '42P01', '42704']);

const isAbsence = (error: PlanExecutionError): boolean => ABSENT.has((error.cause as PostgresError).code ?? '');

/** Whether the entities' tables need more than the entities: a key, default, check or view names something else. */
export const needsMore = (error: unknown): boolean =>
  error instanceof LifecyclePlanError || (error instanceof PlanExecutionError && isAbsence(error));

/** Whether a type of other labels is in the way, which could not be dropped without the functions that take it. */
export const meetsOtherLabels = (error: unknown): boolean =>
  error instanceof LifecyclePlanError && error.problems.some(({ code }) => code === 'enum-labels');

/** The same error, which says where it was and what helps there, if something is not there that others make. */
export function explainAbsence(error: unknown): unknown {
  const isKey = error instanceof LifecyclePlanError && error.problems.some(({ code }) => code === 'foreign-key');
  if (!isKey && !(error instanceof PlanExecutionError && isAbsence(error))) return error;
  return error.noting(
    "That was in a scratch database, which has what entities and migrations make. What the entities need of this app's own, such as a function or a collation, is for a migration to make (npm run migration:create -- <Name>). What others make, such as another team's table, belongs into the option externalTables, with SQL for a stand-in: externalTables: { countries: 'CREATE TABLE countries (id integer PRIMARY KEY)' }",
  );
}

/**
 * Drops the tables and views with their enum types from a shadow: what is left of migrations are the functions, sequences
 * and the like that they made by hand.
 * @param kept tables that stay: records, and those that no entity makes
 * @param withFunctions whether an enum type goes that functions take, and they with it
 */
export const clearTables = (kept: readonly NamedObject[], withFunctions: boolean): string => `
DO $$
DECLARE
  one text;
  relations text[] := ARRAY(
    SELECT format('%s IF EXISTS %I.%I', CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END,
      nspname, relname)
    FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
    WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT relispartition AND nspname !~ '^pg_' AND nspname <> 'information_schema'
      AND nspname || '.' || relname <> ALL (${quoteTextArray(kept.map(pathOf))})
      AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = c.oid AND deptype = 'e'));
  enums text[] := ARRAY(
    SELECT DISTINCT format('%I.%I', nspname, typname)
    FROM pg_type t JOIN pg_namespace n ON n.oid = typnamespace JOIN pg_attribute ON atttypid IN (t.oid, typarray)
    WHERE typtype = 'e');
BEGIN
  FOREACH one IN ARRAY relations LOOP
    EXECUTE format('DROP %s CASCADE', one);
  END LOOP;
  FOREACH one IN ARRAY enums LOOP
    BEGIN
      EXECUTE format('DROP TYPE %s ${withFunctions ? 'CASCADE' : 'RESTRICT'}', one);
    EXCEPTION WHEN dependent_objects_still_exist THEN
      NULL; -- A function takes it.
    END;
  END LOOP;
END $$`;
