import type { Client } from 'pg';

/**
 * Leaves `public` as a new database of PostgreSQL 15 or later has it. The other schemas go first: an extension that takes
 * two tables along with a GiST index of its operator class each fails (`cache lookup failed for function`, PostgreSQL 18).
 */
const EMPTY = `
DO $$
BEGIN
  EXECUTE (
    SELECT string_agg(format('DROP %s IF EXISTS %I CASCADE', kind, name), '; ' ORDER BY name = 'public', kind DESC, name) FROM (
      SELECT 'EXTENSION' AS kind, extname AS name FROM pg_extension WHERE extname <> 'plpgsql'
      UNION ALL SELECT 'SCHEMA', nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
    ) made
  );
END $$;
CREATE SCHEMA public AUTHORIZATION pg_database_owner;
GRANT USAGE ON SCHEMA public TO PUBLIC;
COMMENT ON SCHEMA public IS 'standard public schema'`;

/** Takes everything that users made out of a database again, in a fraction of the time that a new one takes. */
export async function emptyDatabase(client: Client): Promise<void> {
  await client.query(EMPTY);
}
