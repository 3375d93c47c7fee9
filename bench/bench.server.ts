import { tmpdir } from 'node:os';
import { Client } from 'pg';
import { startThrowawayPostgres } from '../src/local-postgres';

/** The bench's own PostgreSQL; every run gets a database of a name that was never used. */
export interface BenchServer {
  /** An empty database; its URL. */
  database(): Promise<string>;
  /** Whether the server waits for the disk, as one that keeps its data must. */
  durable(on: boolean): Promise<void>;
  query(url: string, sql: string): Promise<unknown[]>;
  readonly version: string;
  stop(): Promise<void>;
}

const ON_DISK = ['fsync', 'synchronous_commit', 'full_page_writes'];

export async function startBenchServer(): Promise<BenchServer> {
  // On a disk, as what is measured has to wait for one.
  const server = await startThrowawayPostgres(tmpdir());
  const admin = new Client(server.url);
  await admin.connect();
  const version = String((await admin.query('SHOW server_version')).rows[0].server_version);
  let count = 0;
  return {
    version,
    async database() {
      count += 1;
      await admin.query(`CREATE DATABASE bench_${count}`);
      return Object.assign(new URL(server.url), { pathname: `/bench_${count}` }).href;
    },
    async durable(on) {
      for (const setting of ON_DISK) await admin.query(`ALTER SYSTEM SET ${setting} = ${on ? 'on' : 'off'}`);
      await admin.query('SELECT pg_reload_conf()');
    },
    async query(url, sql) {
      const client = new Client(url);
      await client.connect();
      try {
        const result = (await client.query(sql)) as unknown as { rows: unknown[] } | { rows: unknown[] }[];
        return (Array.isArray(result) ? result.at(-1)! : result).rows;
      } finally {
        await client.end();
      }
    },
    async stop() {
      await admin.end();
      await server.stop();
    },
  };
}
