import type { Client } from 'pg';

/** Schemas of every trash, quoted. */
export async function trashSchemas(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT quote_ident(nspname) AS name FROM pg_namespace WHERE starts_with(nspname, 'trash_') ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}
