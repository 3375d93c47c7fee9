import type { Client, QueryResult } from 'pg';
import { locklessBecause } from '../connect/lockless.servers';
import { secondConnection } from '../connect/second.connection';
import { LocklessServerError } from '../errors/lockless-server.error';
import type { Row, SqlSession } from '../sql/sql.session';
import type { LockKey } from './lifecycle.lock';

/** How long the second connection, and its answer, may take, in milliseconds. */
const LIMIT_MS = 10_000;

/** Rows of `pg_locks` (alias `l`) that are the lock of this key, held by anybody. */
export const isHeld = ([first, second]: LockKey): string =>
  `l.locktype = 'advisory' AND l.granted AND l.objsubid = 2 AND l.classid = ${first >>> 0} AND l.objid = ${second >>> 0}`;

/** To be sent with the statement that takes the lock: a server that only says that it is granted does not list it. */
export const sightQuery = (key: LockKey): string =>
  `SELECT version() AS server, EXISTS (SELECT FROM pg_locks l WHERE l.pid = pg_backend_pid() AND ${isHeld(key)}) AS seen`;

/** Tries for the lock on a connection beside the pool, which may have one only. */
async function excludesAnother({ runner }: SqlSession, key: LockKey): Promise<boolean> {
  const client = (await runner.connect()) as Client;
  const other = secondConnection(client, runner.dataSource.options, LIMIT_MS);
  await other.connect();
  try {
    const sql = `BEGIN; SELECT pg_try_advisory_xact_lock(${key.join(', ')}) AS locked; ROLLBACK`;
    const [, lock] = (await other.query(sql)) as unknown as QueryResult<{ locked: boolean }>[];
    return lock!.rows[0]!.locked !== true;
  } finally {
    await other.end();
  }
}

/**
 * To be awaited before anything is done under the lock.
 * @param sight the answer to {@link sightQuery}
 * @throws LocklessServerError where the lock keeps nobody out
 */
export async function refuseLockless(session: SqlSession, key: LockKey, [sight]: readonly Row[]): Promise<void> {
  const { server, seen } = sight as { server: string; seen: boolean };
  const known = locklessBecause(server);
  if (known) throw new LocklessServerError(server, known);
  // Some list a lock only a second after it was taken; there, and there alone, it is tried out.
  if (seen || (await excludesAnother(session, key))) return;
  throw new LocklessServerError(server, 'a second session was given the same lock while this one had it');
}
