import type { LockHolder, TableLocker } from '../interfaces/lock-holder.interface';
import { quoteLiteral } from '../sql/identifier';
import { DatabaseLifecycleError } from './database-lifecycle.error';
import { printable } from './printable';

const literalOf = (gid: string): string => printable(quoteLiteral(gid));

export function describeHolder({ pid, gid, application, host, role, state, seconds }: LockHolder): string {
  if (typeof gid === 'string') return `prepared transaction ${literalOf(gid)} (${role}, prepared since ${seconds} s)`;
  const since = seconds === null ? '' : `, in its transaction since ${seconds} s`;
  return `pid ${pid} (${application || 'no application name'}, ${role}@${host}, ${state ?? 'unknown state'}${since})`;
}

const describeHolders = (holders: readonly LockHolder[]): string =>
  holders.length > 0 ? holders.map(describeHolder).join('; ') : 'a session that has ended meanwhile';

const describeLockers = (lockers: readonly TableLocker[]): string =>
  lockers.map((locker) => `${locker.tables.join(', ')} by ${describeHolder(locker)}`).join('; ');

/** Which tables by whom, behind how long they have been so. */
const inUse = (lockers: readonly TableLocker[]): string =>
  lockers.length > 0 ? `: ${describeLockers(lockers)}` : ' by a session that has ended meanwhile';

const ROLLED_BACK = 'What was begun was rolled back.';

/** The SQL that ends what holds the lock. */
export function endingOf(holders: readonly LockHolder[]): string {
  const gids = holders.flatMap(({ gid }) => (typeof gid === 'string' ? [gid] : []));
  const ofSessions = gids.length > 0 && gids.length === holders.length ? [] : ['SELECT pg_terminate_backend(<pid>);'];
  const ofPrepared = gids.map((gid) => `ROLLBACK PREPARED ${literalOf(gid)};`);
  return [...ofSessions, ...ofPrepared].join(' ');
}

/** Another session kept a lock for longer than we wait; what the open transaction had done was rolled back. */
export class LifecycleLockError extends DatabaseLifecycleError {
  static lifecycleLock(waitedMs: number, holders: readonly LockHolder[]): LifecycleLockError {
    return new LifecycleLockError(
      `Another process still holds the lifecycle lock of this database after ${waitedMs} ms, to create, seed, migrate, reset, restore or purge: ${describeHolders(holders)}.`,
      [
        'Wait for it and start again, or raise lockWaitTimeoutMs.',
        `See what it does before you end it, as a migration may be running: SELECT state, query FROM pg_stat_activity WHERE pid = <pid>; then ${endingOf(holders)}`,
      ],
    );
  }

  /** A table that is there was locked. */
  static creationLock(timeoutMs: number, lockers: readonly TableLocker[], cause: unknown): LifecycleLockError {
    return new LifecycleLockError(
      `What the creation needs stayed locked for ${timeoutMs} ms: ${describeLockers(lockers)}. ${ROLLED_BACK}`,
      [`End that transaction and start again, raise lockTimeoutMs, or end it: ${endingOf(lockers)}`],
      { cause },
    );
  }

  /** Nothing that is there was locked, so what was waited for is not to be seen yet. */
  static makingLock(timeoutMs: number, makers: readonly LockHolder[], cause: unknown): LifecycleLockError {
    const waited = `The creation waited ${timeoutMs} ms for another transaction`;
    if (makers.length === 0) {
      return new LifecycleLockError(
        `${waited}, which has ended meanwhile. ${ROLLED_BACK}`,
        ['Start again; should it happen often, raise lockTimeoutMs.'],
        { cause },
      );
    }
    return new LifecycleLockError(
      `${waited}, which may be making an object of the same name; these are open: ${makers.map(describeHolder).join('; ')}. ${ROLLED_BACK}`,
      [`Commit or roll back that transaction and start again, raise lockTimeoutMs, or end it: ${endingOf(makers)}`],
      { cause },
    );
  }

  /** A table could not be read or written. */
  static lockedTable(lockers: readonly TableLocker[], cause: unknown, withinMs?: number): LifecycleLockError {
    const waited = withinMs === undefined ? 'longer than lockTimeoutMs' : `${withinMs} ms`;
    const raise = withinMs === undefined ? ' raise lockTimeoutMs,' : '';
    return new LifecycleLockError(
      `A table stayed locked for ${waited}${inUse(lockers)}.`,
      [`Wait for its end and try again,${raise} or end it: ${endingOf(lockers)}`],
      { cause },
    );
  }

  static heldTable(timeoutMs: number, holders: readonly LockHolder[], cause: unknown): LifecycleLockError {
    return new LifecycleLockError(
      `A table that the migrations make is being altered, and stayed locked for ${timeoutMs} ms by ${describeHolders(holders)}. Nothing was recorded.`,
      [`Wait for its end and try again, raise lockTimeoutMs, or end it: ${endingOf(holders)}`],
      { cause },
    );
  }

  static clearLock(timeoutMs: number, lockers: readonly TableLocker[], cause: unknown): LifecycleLockError {
    return new LifecycleLockError(
      `A table that is to be moved or dropped stayed in use for ${timeoutMs} ms${inUse(lockers)}. Nothing was changed.`,
      [`Stop the app and other clients of this database, then try again; or end that one: ${endingOf(lockers)}`],
      { cause },
    );
  }

  static purgeLock(
    name: string,
    timeoutMs: number,
    lockers: readonly TableLocker[],
    cause: unknown,
  ): LifecycleLockError {
    return new LifecycleLockError(
      `A table of trash ${name}, or one that it refers to, stayed in use for ${timeoutMs} ms${inUse(lockers)}. Nothing of it was deleted.`,
      [`Wait for its end and try again, raise lockTimeoutMs, or end it: ${endingOf(lockers)}`],
      { cause },
    );
  }

  static emptyLock(timeoutMs: number, holders: readonly LockHolder[], cause: unknown): LifecycleLockError {
    return new LifecycleLockError(
      `A table that is to be emptied stayed in use for ${timeoutMs} ms by ${describeHolders(holders)}. Nothing was changed.`,
      [`Stop the app and other clients of this database, then try again; or end that one: ${endingOf(holders)}`],
      { cause },
    );
  }
}
