import { Client } from 'pg';

/** A transaction of somebody else that holds a table, so that every request that reads it waits. */
export async function holdTable(url: string, table: string): Promise<{ release(): Promise<void> }> {
  const client = new Client({ connectionString: url, application_name: 'holder' });
  await client.connect();
  await client.query(`BEGIN; LOCK TABLE ${table}`);
  return { release: () => client.end() };
}
