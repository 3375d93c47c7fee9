import { INHABITS, OWN_PRINT } from './inhabitants';

const CURSOR = 'nest_database_lifecycle_earlier';
const TOUCHED = 'nest_database_lifecycle.touched';

/**
 * Keeps the catalog readable as it is now, for {@link LOOK_BACK} later in the same transaction: a cursor shows what its
 * DECLARE saw. Which relations it shows is in a setting, which is read with the first FETCH; so looking back costs only
 * as much as was touched, however large the catalog is.
 */
export const KEEP_IN_SIGHT = `DECLARE ${CURSOR} NO SCROLL CURSOR FOR SELECT c.oid::text AS oid, n.nspname || '.' || c.relname AS name, ${OWN_PRINT} AS print
  FROM unnest((SELECT current_setting('${TOUCHED}'))::oid[]) AS touched JOIN pg_class c ON c.oid = touched
  JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${INHABITS}`;

/** An expression that chooses what to look back at. @param oids SQL for an array of oids; NULL chooses nothing */
export const lookingBackAt = (oids: string): string =>
  `set_config('${TOUCHED}', coalesce((${oids})::text, '{}'), true)`;

/** The chosen relations as they were, those of users only: oid, path and {@link OWN_PRINT}. */
export const LOOK_BACK = `FETCH ALL FROM ${CURSOR}`;
