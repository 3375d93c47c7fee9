import { setTimeout } from 'node:timers/promises';
import type { Client } from 'pg';

const SESSIONS = `SELECT application_name, state, query FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`;

/** Until all others have left the database, which the server may see a moment after they have; 20 s at most. */
export async function othersHaveLeft(client: Client): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    const { rows: sessions } = await client.query(SESSIONS);
    if (sessions.length === 0) return;
    if (attempt === 400) throw new Error(`These have not left: ${JSON.stringify(sessions)}`);
    await setTimeout(50);
  }
}

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
