import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { preparationOf, type WireClient } from '../connect/silence.watch';
import { LifecycleLockError } from '../errors/lifecycle-lock.error';
import type { LockHolder, LockObserver } from '../interfaces/lock-holder.interface';
import { holdersQuery } from '../sql/lock.holders';
import { MARK_AS_OURS, type SqlSession } from '../sql/sql.session';
import { isHeld, refuseLockless, sightQuery } from './lock.exclusion';

/** A free lock is found within this time; a waiting process costs the server no more than one small query in it. */
const POLL_MS = 50;

/** The two keys of `pg_advisory_xact_lock(int, int)`. */
export type LockKey = readonly [number, number];

/**
 * Auto-create, seeds and migrations of one app share the lock; other schemas and other migrations tables have their own.
 * Other databases do anyway: PostgreSQL keeps advisory locks apart by database, whatever name a URL or a pooler gives it.
 */
export function lifecycleLockKey(schema: string, migrationsTable: string): LockKey {
  const hash = createHash('sha256')
    .update(JSON.stringify(['nest-database-lifecycle', schema, migrationsTable]))
    .digest();
  return [hash.readInt32BE(0), hash.readInt32BE(4)];
}

export interface LockTimeouts {
  readonly lockWaitTimeoutMs: number;
  readonly lockTimeoutMs: number;
  readonly statementTimeoutMs: number;
}

const CLIENT_CHECK = 'client_connection_check_interval';

/** The settings that {@link setTimeouts}, {@link END_WITH_CLIENT} and {@link TEMPORARY_LAST} set. */
export const OWN_SETTINGS = ['lock_timeout', 'statement_timeout', 'search_path', CLIENT_CHECK] as const;

const keptAs = (name: string): string => `'database_lifecycle.session_${name}'`;

/** Remembers the session's own settings before the transaction sets others; afterwards nothing would show them. */
const KEEP_SETTINGS = `SELECT ${OWN_SETTINGS.map((name) => `set_config(${keptAs(name)}, current_setting('${name}', true), true)`).join(', ')}`;

/**
 * In a session with temporary tables a bare name means one of them before the app's own table: an index would be made
 * on it, and a seeder's rows would land there and vanish with the session.
 */
export const TEMPORARY_LAST = `SELECT set_config('search_path', current_setting('search_path') || ', pg_temp', true)
  WHERE pg_my_temp_schema() <> 0 AND current_schema() IS NOT NULL AND current_setting('search_path') !~ 'pg_temp'`;

/** SQL for a setting as the session had it before {@link lockAndRead}; in any other transaction, the one in force. */
export const keptSetting = (name: (typeof OWN_SETTINGS)[number]): string =>
  `coalesce(nullif(current_setting(${keptAs(name)}, true), ''), current_setting('${name}'))`;

/** Statements that set the timeouts for the open transaction, or for the session. */
export const setTimeouts = ({ lockTimeoutMs, statementTimeoutMs }: LockTimeouts, scope: 'LOCAL' | 'SESSION') => [
  `SET ${scope} lock_timeout = ${lockTimeoutMs}`,
  `SET ${scope} statement_timeout = ${statementTimeoutMs}`,
];

/**
 * Ends the open transaction soon after the process that began it: a statement would run to its end for nobody, and hold
 * its locks as long. A statement without a transaction is left to run: one CREATE INDEX CONCURRENTLY cut off leaves an invalid
 * index. Not on servers of other systems, which may refuse it, nor where somebody has set another interval.
 */
export const END_WITH_CLIENT = `SELECT set_config('${CLIENT_CHECK}', '2s', true)
  WHERE current_setting('${CLIENT_CHECK}', true) = '0' AND version() ~ 'linux'`;

/** Has to come before any query. */
const ISOLATION = 'SET TRANSACTION ISOLATION LEVEL READ COMMITTED';

const lockHoldersQuery = (key: LockKey): string => holdersQuery(isHeld(key));

/**
 * Tries for the lock until it is free. Polls: who waits inside a statement keeps a snapshot, for the end of which the
 * holder's CREATE INDEX CONCURRENTLY would wait, so that neither ever got on.
 * @throws LifecycleLockError when the lock is not free within `waitMs`
 */
export async function pollLock(
  session: SqlSession,
  key: LockKey,
  waitMs: number,
  tryLock: () => Promise<boolean>,
  observer: LockObserver,
): Promise<void> {
  const holders = () => session.query<LockHolder>(lockHoldersQuery(key));
  const started = performance.now();
  observer.onWait?.(await holders());
  const deadline = performance.now() + waitMs;
  while (!(await tryLock())) {
    if (performance.now() >= deadline) throw LifecycleLockError.lifecycleLock(waitMs, await holders());
    await setTimeout(POLL_MS);
  }
  observer.onLocked?.(performance.now() - started);
}

/**
 * Prepares the connection of the open transaction as the app's pool did when it made one (`extra.onConnect`), where it is
 * another by now: a pooler such as PgBouncer lends one for each transaction, with what others have SET on it. By their
 * search_path a migration would change the tables of another tenant.
 */
async function prepareLent(session: SqlSession): Promise<void> {
  const prepare = preparationOf(session.runner.dataSource.options);
  if (!prepare) return;
  // A pooler tells each client an id of its own making.
  const client = (await session.runner.connect()) as WireClient;
  const [, rows] = await session.send(ISOLATION, 'SELECT pg_backend_pid() AS pid');
  if (rows![0]!.pid !== client.processID) await prepare(client);
}

/**
 * Takes the lifecycle lock of the session's open transaction and sends `reads` with the same message, so that an
 * uncontended lock costs no round trip of its own. The reads run after the lock is held and see what the last holder
 * committed, as each statement under READ COMMITTED takes its own snapshot.
 * @throws LifecycleLockError when the lock is not free within `lockWaitTimeoutMs`, LocklessServerError where it keeps
 *   nobody out
 */
export async function lockAndRead(
  session: SqlSession,
  key: LockKey,
  limits: LockTimeouts,
  reads: readonly string[],
  observer: LockObserver,
) {
  const settings = [KEEP_SETTINGS, ...setTimeouts(limits, 'LOCAL'), END_WITH_CLIENT, TEMPORARY_LAST, MARK_AS_OURS];
  const begin = [ISOLATION, ...settings];
  const lock = `SELECT pg_try_advisory_xact_lock(${key.join(', ')}) AS locked`;
  const taken = [sightQuery(key), ...reads];
  await prepareLent(session);
  let results = (await session.send(...begin, lock, ...taken)).slice(begin.length);
  if (!results[0]?.[0]?.locked) {
    const tryLock = async () => (await session.send(lock))[0]?.[0]?.locked === true;
    await pollLock(session, key, limits.lockWaitTimeoutMs, tryLock, observer);
    results = [[], ...(await session.send(...taken))];
  }
  const [, sight, ...answers] = results;
  await refuseLockless(session, key, sight!);
  return answers;
}
