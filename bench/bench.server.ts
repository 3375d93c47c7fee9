import { tmpdir } from 'node:os';
import { Client, escapeLiteral } from 'pg';
import { startThrowawayPostgres, type ThrowawayPostgres } from '../src/local-postgres';

/** The PostgreSQL that is measured on, seen by one work; every run gets a database of a name that was never used. */
export interface BenchServer {
  /** An empty database; its URL. */
  database(): Promise<string>;
  /** Whether the server waits for the disk, as one that keeps its data must. */
  durable(on: boolean): Promise<void>;
  query(url: string, sql: string): Promise<unknown[]>;
  /** Vacuums and analyzes its catalogs, as autovacuum would within a minute: in the middle of what is measured. */
  settle(url: string): Promise<void>;
  close(): Promise<void>;
}

/** Makes the statement that {@link BenchServer.settle} sends: VACUUM takes names alone, and runs in no transaction. */
const VACUUM_CATALOGS = `SELECT 'VACUUM (ANALYZE) ' || string_agg(oid::regclass::text, ', ') AS sql FROM pg_class
  WHERE relnamespace = 'pg_catalog'::regnamespace AND relkind = 'r'`;

/** What the names of its databases begin with. */
const PREFIX = 'bench_';

const ON_DISK = ['fsync', 'synchronous_commit', 'full_page_writes'];

async function connected<Result>(url: string, work: (client: Client) => Promise<Result>): Promise<Result> {
  const client = new Client(url);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const sent = (url: string, sql: string): Promise<unknown[]> =>
  connected(url, async (client) => {
    const result = (await client.query(sql)) as unknown as { rows: unknown[] } | { rows: unknown[] }[];
    return (Array.isArray(result) ? result.at(-1)! : result).rows;
  });

const configure = async (admin: Client, change: (setting: string) => string): Promise<void> => {
  for (const setting of ON_DISK) await admin.query(`ALTER SYSTEM ${change(setting)}`);
  await admin.query('SELECT pg_reload_conf()');
};

async function dropDatabases(admin: Client): Promise<void> {
  const { rows } = await admin.query<{ datname: string }>(
    `SELECT datname FROM pg_database WHERE datname LIKE '${PREFIX.replaceAll('_', '\\_')}%'`,
  );
  for (const { datname } of rows) await admin.query(`DROP DATABASE "${datname}" WITH (FORCE)`);
}

/** What ALTER SYSTEM has set before, by name; it is no matter here whether the command line overrules it. */
async function altered(admin: Client): Promise<Map<string, string>> {
  const { rows } = await admin.query<{ name: string; setting: string }>(
    `SELECT name, setting FROM pg_file_settings WHERE sourcefile LIKE '%/postgresql.auto.conf' ORDER BY seqno`,
  );
  return new Map(rows.map(({ name, setting }) => [name, setting]));
}

async function borrowed(url: string): Promise<ThrowawayPostgres> {
  const before = await connected(url, altered);
  const stop = (): Promise<void> =>
    connected(url, async (admin) => {
      await configure(admin, (setting) => {
        const value = before.get(setting);
        return value === undefined ? `RESET ${setting}` : `SET ${setting} = ${escapeLiteral(value)}`;
      });
      await dropDatabases(admin);
    });
  try {
    await connected(url, async (admin) => {
      await dropDatabases(admin);
      await configure(admin, (setting) => `SET ${setting} = off`);
    });
  } catch (error) {
    // Why it can't begin is to be told, not that it can't be given back for the same reason.
    await stop().catch(() => undefined);
    throw error;
  }
  return { url, stop };
}

/**
 * One of its own, on a disk, as what is measured has to wait for one.
 * @param given the URL of a superuser on a server that is used instead, and by nobody else; it gets back its settings
 */
export const startBenchServer = (given?: string): Promise<ThrowawayPostgres> =>
  given === undefined ? startThrowawayPostgres(tmpdir()) : borrowed(given);

/** @param work in the names of its databases */
export async function benchServer(url: string, work: string): Promise<BenchServer> {
  const admin = new Client(url);
  await admin.connect();
  let count = 0;
  return {
    async database() {
      count += 1;
      const name = `${PREFIX}${work.replaceAll('-', '_')}_${count}`;
      await admin.query(`CREATE DATABASE ${name}`);
      return Object.assign(new URL(url), { pathname: `/${name}` }).href;
    },
    durable: (on) => configure(admin, (setting) => `SET ${setting} = ${on ? 'on' : 'off'}`),
    query: sent,
    async settle(database) {
      const [vacuum] = (await sent(database, VACUUM_CATALOGS)) as [{ sql: string }];
      await sent(database, vacuum.sql);
    },
    close: () => admin.end(),
  };
}
