import type { PostgresError } from '../sql/sql.session';

/** SQLSTATE undefined_table, invalid_schema_name. */
const ABSENT = new Set(['42P01', '3F000']);

/** What to do where a migration finds something absent in a scratch database, which has only what migrations make. */
export const baselineRemedies = (error: PostgresError | undefined): string[] =>
  ABSENT.has(error?.code ?? '')
    ? [
        "Was that there before the first migration, have one ahead of all of them make it, e.g. by the SQL of pg_dump --schema-only, and record it as run wherever it is: npm run migration:stamp -- <Name>. Another app's tables belong into the option externalTables",
      ]
    : [];
