/** Oids from here on belong to objects that users made (FirstNormalObjectId in access/transam.h). */
export const FIRST_USER_OID = 16384;

/** Relations of the users, not the parts of PostgreSQL's own making. */
export const INHABITS = `c.oid >= ${FIRST_USER_OID} AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND n.nspname !~ '^pg_(toast|temp)'`;

/**
 * Its file and what its row in pg_class says of it, as text. `relhastriggers` is left out, as a foreign key to a table sets
 * it there, and so is the schema: a relation that moved is seen to be otherwise the same.
 */
export const OWN_PRINT = `concat_ws(':', c.relfilenode,
    hash_record_extended(ROW(c.relname, c.relkind, c.relowner, c.reltablespace, c.relpersistence, c.relnatts, c.relchecks,
      c.relrowsecurity, c.relforcerowsecurity, c.relreplident, c.relispartition, c.relacl::text, c.reloptions::text), 0))`;
