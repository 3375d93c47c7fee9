import { SelfWaitError } from '../errors/self-wait.error';
import { secondConnection } from '../connect/second.connection';
import { isAnswerDue, type WireClient } from '../connect/silence.watch';
import { postgresDriver } from '../metadata/postgres-driver';
import type { SqlSession } from '../sql/sql.session';

interface Pool {
  on(event: 'acquire', listener: (client: WireClient) => void): void;
  off(event: 'acquire', listener: (client: WireClient) => void): void;
}

/** Ends those queries of the others that have waited for our own for so long. Behind a pooler, whose ids it made up, none is found. */
const endWaiting = (others: readonly WireClient[], own: WireClient, forMs: number): string =>
  `SELECT pg_cancel_backend(pid) FROM pg_stat_get_activity(NULL)
  WHERE pid = ANY ('{${others.map(({ processID }) => processID).join()}}') AND ${own.processID} = ANY (pg_blocking_pids(pid))
    AND extract(epoch FROM clock_timestamp() - query_start) * 1000 >= ${forMs}`;

/**
 * Runs a seeder's work in the session's open transaction. The seeder may also query on other connections. If such a
 * query waits for a lock of the transaction while the work awaits the query, both would wait for ever, and PostgreSQL
 * sees no deadlock: the query is cancelled after `lockTimeoutMs`.
 * @throws SelfWaitError when the work fails after that, and what the work throws
 */
export async function endingSelfWaits<Result>(
  { runner }: SqlSession,
  lockTimeoutMs: number,
  work: () => Promise<Result>,
): Promise<Result> {
  const own = (await runner.connect()) as WireClient;
  const pool = postgresDriver(runner.dataSource).master as Pool;
  const others = new Set<WireClient>();
  const onAcquire = (client: WireClient): void => void others.add(client);
  let hasEnded = false;
  const look = async (): Promise<void> => {
    const asked = [...others].filter(isAnswerDue);
    if (asked.length === 0 || isAnswerDue(own)) return;
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
    // The cancelled query may fail before the cancelling one has returned.
    await looking;
    throw hasEnded ? new SelfWaitError(lockTimeoutMs) : error;
  } finally {
    clearInterval(timer);
    pool.off('acquire', onAcquire);
  }
}
