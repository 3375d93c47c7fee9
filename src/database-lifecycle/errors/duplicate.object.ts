/** SQLSTATE duplicate_table (also of a type, index or view), duplicate_schema, duplicate_object: it is there already. */
export const DUPLICATE_OBJECT: ReadonlySet<string> = new Set(['42P07', '42P06', '42710']);
