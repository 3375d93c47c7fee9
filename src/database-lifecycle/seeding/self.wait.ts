import type { Client } from 'pg';
import { SelfWaitError } from '../errors/self-wait.error';
import { secondConnection } from '../connect/second.connection';
import { postgresDriver } from '../metadata/postgres-driver';
import type { SqlSession } from '../sql/sql.session';

/** As far as node-postgres types it less than it offers it. */
type Asked = Client & { readonly readyForQuery: boolean; readonly processID: number };

interface Pool {
  on(event: 'acquire', listener: (client: Asked) => void): void;
  off(event: 'acquire', listener: (client: Asked) => void): void;
}

const isAsked = ({ readyForQuery }: Asked): boolean => !readyForQuery;

/** Ends the queries of these that have waited for that long for the one; a pooler's ids are of its own making, and match nothing. */
const endWaiting = (others: readonly Asked[], own: Asked, forMs: number): string =>
  `SELECT pg_cancel_backend(pid) FROM pg_stat_get_activity(NULL)
  WHERE pid = ANY ('{${others.map(({ processID }) => processID).join()}}') AND ${own.processID} = ANY (pg_blocking_pids(pid))
    AND extract(epoch FROM clock_timestamp() - query_start) * 1000 >= ${forMs}`;

/**
 * Does work of others in the session's open transaction, who may query on connections of their own, too. Where such a
 * query waits for a lock of that transaction, and the work for the query, PostgreSQL sees no deadlock and both wait for
 * ever: it is ended after `lockTimeoutMs`.
 * @throws SelfWaitError when the work fails after that, and what the work throws
 */
export async function endingSelfWaits<Result>(
  { runner }: SqlSession,
  lockTimeoutMs: number,
  work: () => Promise<Result>,
): Promise<Result> {
  const own = (await runner.connect()) as Asked;
  const pool = postgresDriver(runner.dataSource).master as Pool;
  const others = new Set<Asked>();
  const onAcquire = (client: Asked): void => void others.add(client);
  let hasEnded = false;
  const look = async (): Promise<void> => {
    const asked = [...others].filter(isAsked);
    if (asked.length === 0 || isAsked(own)) return;
    const second = secondConnection(own, runner.dataSource.options, lockTimeoutMs);
    try {
      await second.connect();
      const { rows } = await second.query(endWaiting(asked, own, lockTimeoutMs));
      hasEnded ||= rows.length > 0;
    } finally {
      await second.end();
    }
  };
  pool.on('acquire', onAcquire);
  let looking: Promise<void> | undefined;
  // Another look follows one that fails.
  const timer = setInterval(() => (looking = look().catch(() => undefined)), lockTimeoutMs);
  try {
    return await work();
  } catch (error) {
    // What was ended may tell before who ended it.
    await looking;
    throw hasEnded ? new SelfWaitError(lockTimeoutMs) : error;
  } finally {
    clearInterval(timer);
    pool.off('acquire', onAcquire);
  }
}
