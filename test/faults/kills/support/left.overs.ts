import type { Client } from 'pg';

/** Locks, prepared transactions, tables without a log, and databases that are no test's. */
export const leftOvers = async (client: Client): Promise<object[]> =>
  (
    await client.query<object>(`
    SELECT 'lock' AS kind, locktype AS name FROM pg_locks WHERE pid <> pg_backend_pid()
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    UNION ALL SELECT 'prepared transaction', gid FROM pg_prepared_xacts
    UNION ALL SELECT 'without a log', oid::regclass::text FROM pg_class WHERE relpersistence <> 'p'
    UNION ALL SELECT 'database', datname FROM pg_database WHERE NOT datistemplate AND datname !~ '^(test_|postgres$)'`)
  ).rows;
