import { INHABITS, OWN_PRINT } from './inhabitants';

const CURSOR = 'nest_database_lifecycle_earlier';
const TOUCHED = 'nest_database_lifecycle.touched';

/**
 * Keeps the catalog in sight as it is now, for {@link LOOK_BACK} in the same transaction: a cursor shows what its DECLARE
 * saw, though what is asked for is in a setting that is read when it is first fetched from. So looking back costs as much
 * as was touched, whatever else is there.
 */
export const KEEP_IN_SIGHT = `DECLARE ${CURSOR} NO SCROLL CURSOR FOR SELECT c.oid::text AS oid, n.nspname || '.' || c.relname AS name, ${OWN_PRINT} AS print
  FROM unnest((SELECT current_setting('${TOUCHED}'))::oid[]) AS touched JOIN pg_class c ON c.oid = touched
  JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${INHABITS}`;

/** Says what to look back at: of no array of oids, at nothing. */
export const lookingBackAt = (oids: string): string =>
  `set_config('${TOUCHED}', coalesce((${oids})::text, '{}'), true)`;

/** The relations of the users among those as they were: oid, path and {@link OWN_PRINT}. */
export const LOOK_BACK = `FETCH ALL FROM ${CURSOR}`;
