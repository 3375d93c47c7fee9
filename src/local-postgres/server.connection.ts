import { readFileSync } from 'node:fs';
import { Client, DatabaseError, escapeIdentifier } from 'pg';
import { SUPERUSER } from './cluster.initializer';
import type { Postmaster } from './postmaster.file';
import type { ClusterPlace } from './state.directory';

const CONNECT_TIMEOUT_MS = 3000;
const MAINTENANCE_DATABASE = 'postgres';
const UNKNOWN_DATABASE = '3D000';
/** The server still created it for a process that was killed: duplicate_database, or a unique_violation in pg_database. */
const ALREADY_CREATED = new Set(['42P04', '23505']);

export function serverUrl(place: ClusterPlace, port: number, database: string): string {
  const password = encodeURIComponent(readFileSync(place.password, 'utf8'));
  return `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
}

/**
 * The URL of a database on this server.
 *
 * @throws the driver's error while the server does not answer or has no such database, or an Error when what answers on
 *   its port is another one
 */
export async function openDatabase(place: ClusterPlace, server: Postmaster, database: string): Promise<string> {
  const url = serverUrl(place, server.port, database);
  await onServer(url, (client) => verify(client, server));
  return url;
}

/** The same, created when missing: under the start lock, so that one of several processes does. */
export async function openOrCreateDatabase(place: ClusterPlace, server: Postmaster, database: string): Promise<string> {
  try {
    return await openDatabase(place, server, database);
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.code !== UNKNOWN_DATABASE) throw error;
  }
  await onServer(serverUrl(place, server.port, MAINTENANCE_DATABASE), async (client) => {
    await verify(client, server);
    await createDatabase(client, database);
  });
  return serverUrl(place, server.port, database);
}

/** It knows our password and reads the same postmaster.pid as we do, so it serves this very directory. */
async function verify(client: Client, { run, port }: Postmaster): Promise<void> {
  const { rows } = await client.query<{ pid: string }>(`SELECT pg_read_file('postmaster.pid') AS pid`);
  if (!rows[0]?.pid.startsWith(run)) throw new Error(`the server on port ${port} serves another data directory`);
}

async function createDatabase(client: Client, database: string): Promise<void> {
  try {
    await client.query(`CREATE DATABASE ${escapeIdentifier(database)}`);
  } catch (error) {
    if (!(error instanceof DatabaseError) || !ALREADY_CREATED.has(error.code ?? '')) throw error;
  }
}

async function onServer(url: string, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({
    connectionString: url,
    ssl: false,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'local-postgres',
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await work(client);
  } finally {
    await client.end();
  }
}
