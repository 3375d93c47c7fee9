import type { CatalogSnapshot } from '../../src/database-lifecycle';

/** A snapshot in which nothing is, not even a schema. */
export const NOTHING: CatalogSnapshot = {
  schemas: [],
  extensions: [],
  enums: [],
  sequences: [],
  tables: [],
  columns: [],
  constraints: [],
  indexes: [],
  views: [],
};
