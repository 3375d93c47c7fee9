import { randomBytes } from 'node:crypto';
import { Client, Pool, type QueryResultRow } from 'pg';

/** A database of one test, on the server of this run. */
export interface TestDatabase {
  readonly name: string;
  readonly url: string;
  /** Runs SQL on a connection of its own, outside the code under test. */
  query<Row extends QueryResultRow = QueryResultRow>(sql: string, parameters?: unknown[]): Promise<Row[]>;
  drop(): Promise<void>;
}

/** The server's maintenance database: the throw-away cluster that the global setup started, or TEST_DATABASE_URL. */
export function serverUrl(): string {
  const url = process.env.TEST_DATABASE_URL;
  if (!url) throw new Error('TEST_DATABASE_URL is not set: the global setup of jest.config.js sets it');
  return url;
}

export async function onServer<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

let maintenance: Pool | undefined;

/**
 * Databases are made and dropped on one connection of a spec file: one for each takes as long as the work. No hook runs
 * after all others, so it closes once it is idle.
 */
async function onMaintenance(sql: string): Promise<void> {
  if (!maintenance) {
    maintenance = new Pool({ connectionString: serverUrl(), max: 1, idleTimeoutMillis: 500, allowExitOnIdle: true });
    // A server that was stopped while this was idle is told by the next query.
    maintenance.on('error', () => undefined);
  }
  await maintenance.query(sql);
}

/**
 * Makes a database with a name of its own, so that parallel workers do not meet.
 * @param template the database that it is a copy of, to which nobody may be connected. Default: an empty one
 * @param server the maintenance database of its server. Default: that of this run
 */
export async function createEmptyDatabase(template = 'template0', server = serverUrl()): Promise<TestDatabase> {
  const name = `test_${process.env.JEST_WORKER_ID ?? 0}_${randomBytes(6).toString('hex')}`;
  const maintain =
    server === serverUrl() ? onMaintenance : (sql: string) => onServer(server, (client) => client.query(sql));
  await maintain(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    name,
    url: url.href,
    query: (sql, parameters) =>
      onServer(url.href, async (client) => (await client.query<never>(sql, parameters as never[])).rows),
    drop: async () => {
      await maintain(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}
