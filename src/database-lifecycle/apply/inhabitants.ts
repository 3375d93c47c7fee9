/** Oids from here on belong to objects that users made (FirstNormalObjectId in access/transam.h). */
export const FIRST_USER_OID = 16384;

/** Relations of the users, not the parts of PostgreSQL's own making. */
export const INHABITS = `c.oid >= ${FIRST_USER_OID} AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND n.nspname !~ '^pg_(toast|temp)'`;
