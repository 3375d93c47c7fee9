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
