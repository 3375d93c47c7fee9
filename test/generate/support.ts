import type { Client } from 'pg';
import type { DraftPart, MigrationQuery } from '../../src/database-lifecycle/interfaces/migration-draft.interface';

async function send(client: Client, queries: readonly MigrationQuery[], transaction: boolean): Promise<void> {
  if (transaction) await client.query('BEGIN');
  try {
    for (const { query } of queries)
      await client.query(query).catch((error: Error) => {
        throw new Error(`${query}: ${error.message}`, { cause: error });
      });
    if (transaction) await client.query('COMMIT');
  } catch (error) {
    if (transaction) await client.query('ROLLBACK');
    throw error;
  }
}

/** Runs the parts one after the other, each in its transaction. */
export async function applyUp(client: Client, parts: readonly DraftPart[]): Promise<void> {
  for (const { up, transaction } of parts) await send(client, up, transaction !== 'none');
}

/** Undoes the parts, the last first. */
export async function applyDown(client: Client, parts: readonly DraftPart[]): Promise<void> {
  for (const { down, transaction } of parts.toReversed()) await send(client, down, transaction !== 'none');
}
