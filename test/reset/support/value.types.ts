/** What a random value has to know about a type of PostgreSQL. */
export interface ValueType {
  readonly name: string;
  readonly kind: 'base' | 'enum' | 'domain' | 'range' | 'multirange';
  /** Of an array its element, of a domain its base, of a range what it ranges over. */
  readonly of: string | null;
  readonly isArray: boolean;
  readonly labels: readonly string[];
}

export type ValueTypes = ReadonlyMap<string, ValueType>;

/** Every type that a column of a table can have, by oid. */
export const valueTypesQuery = `
  SELECT t.oid::text AS oid, typname AS name, typcategory = 'A' AND typelem <> 0 AS "isArray",
    CASE typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' WHEN 'r' THEN 'range' WHEN 'm' THEN 'multirange' ELSE 'base' END AS kind,
    coalesce(nullif(typbasetype, 0), r.rngsubtype, m.rngtypid, CASE WHEN typcategory = 'A' THEN nullif(typelem, 0) END)::text AS of,
    coalesce((SELECT json_agg(enumlabel ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid), '[]') AS labels
  FROM pg_type t LEFT JOIN pg_range r ON r.rngtypid = t.oid LEFT JOIN pg_range m ON m.rngmultitypid = t.oid
  WHERE typtype <> 'p' AND typtype <> 'c'`;

export const valueTypes = (rows: readonly (ValueType & { readonly oid: string })[]): ValueTypes =>
  new Map(rows.map((row) => [row.oid, row]));

/** Whether random values can be made of it: not of a row type, nor of an array of one. */
export const isKnown = (types: ValueTypes, oid: string): boolean => {
  const type = types.get(oid);
  return type !== undefined && (type.of === null || isKnown(types, type.of));
};
