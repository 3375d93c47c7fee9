import { tmpdir } from 'node:os';
import { Client } from 'pg';
import { startThrowawayPostgres, type ThrowawayPostgres } from '../src/local-postgres';

/** The bench's own PostgreSQL, seen by one work; every run gets a database of a name that was never used. */
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

const ON_DISK = ['fsync', 'synchronous_commit', 'full_page_writes'];

/** On a disk, as what is measured has to wait for one. */
export const startBenchServer = (): Promise<ThrowawayPostgres> => startThrowawayPostgres(tmpdir());

async function sent(url: string, sql: string): Promise<unknown[]> {
  const client = new Client(url);
  await client.connect();
  try {
    const result = (await client.query(sql)) as unknown as { rows: unknown[] } | { rows: unknown[] }[];
    return (Array.isArray(result) ? result.at(-1)! : result).rows;
  } finally {
    await client.end();
  }
}

/** @param work in the names of its databases */
export async function benchServer(url: string, work: string): Promise<BenchServer> {
  const admin = new Client(url);
  await admin.connect();
  let count = 0;
  return {
    async database() {
      count += 1;
      const name = `bench_${work.replaceAll('-', '_')}_${count}`;
      await admin.query(`CREATE DATABASE ${name}`);
      return Object.assign(new URL(url), { pathname: `/${name}` }).href;
    },
    async durable(on) {
      for (const setting of ON_DISK) await admin.query(`ALTER SYSTEM SET ${setting} = ${on ? 'on' : 'off'}`);
      await admin.query('SELECT pg_reload_conf()');
    },
    query: sent,
    async settle(database) {
      const [vacuum] = (await sent(database, VACUUM_CATALOGS)) as [{ sql: string }];
      await sent(database, vacuum.sql);
    },
    close: () => admin.end(),
  };
}
