import { quoteTextArray } from '../sql/identifier';

/**
 * Selects the oids of the relations at the paths, `schema.name` each, as `oid`. Each is looked up by its name (OFFSET 0
 * keeps the planner from reading the whole of pg_class), so that what else there is costs nothing.
 */
export const relationsAt = (paths: readonly string[]): string => `SELECT found.oid
      FROM unnest(${quoteTextArray(paths)}) AS path JOIN pg_namespace n ON starts_with(path, n.nspname || '.'),
      LATERAL (SELECT oid FROM pg_class WHERE relname = substr(path, length(n.nspname) + 2)::name AND relnamespace = n.oid OFFSET 0) found`;
