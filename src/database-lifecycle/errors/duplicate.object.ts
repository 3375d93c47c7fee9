/** SQLSTATE duplicate_table (also of a type, index or view), duplicate_schema, duplicate_object: it is there already. */
export const DUPLICATE_OBJECT: ReadonlySet<string> = new Set(['42P07', '42P06', '42710']);

/**
 * Also duplicate_column: a migration adds columns to existing tables. (In a plan it would be a table that names one
 * twice.)
 */
const ALREADY_THERE = new Set([...DUPLICATE_OBJECT, '42701']);

/** Whether a statement of a migration was rejected as what it makes is there already. */
export const isAlreadyThere = ({ driverError }: { readonly driverError?: { readonly code?: string } }): boolean =>
  ALREADY_THERE.has(driverError?.code ?? '');
