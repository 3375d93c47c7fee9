import type { LockHolder } from '../interfaces/lock-holder.interface';
import { DatabaseLifecycleError } from './database-lifecycle.error';

export type { LockHolder };

export function describeHolder({ pid, application, host, role, state, seconds }: LockHolder): string {
  const since = seconds === null ? '' : `, in its transaction since ${seconds} s`;
  return `pid ${pid} (${application || 'no application name'}, ${role}@${host}, ${state ?? 'unknown state'}${since})`;
}

const describeHolders = (holders: readonly LockHolder[]): string =>
  holders.length > 0 ? holders.map(describeHolder).join('; ') : 'a session that has ended meanwhile';

/** Another session kept a lock for longer than we wait; nothing was changed. */
export class LifecycleLockError extends DatabaseLifecycleError {
  static lifecycleLock(waitedMs: number, holders: readonly LockHolder[]): LifecycleLockError {
    return new LifecycleLockError(
      `Another process still creates tables or seeds in this database after ${waitedMs} ms: ${describeHolders(holders)}.`,
      ['Wait for it and start again, raise lockWaitTimeoutMs, or end it: SELECT pg_terminate_backend(<pid>);'],
    );
  }

  static tableLock(timeoutMs: number, holders: readonly LockHolder[], cause: unknown): LifecycleLockError {
    return new LifecycleLockError(
      `A table that a new foreign key refers to stayed locked for ${timeoutMs} ms by ${describeHolders(holders)}. Nothing was created.`,
      ['End that transaction and start again, raise lockTimeoutMs, or end it: SELECT pg_terminate_backend(<pid>);'],
      { cause },
    );
  }

  static heldTable(timeoutMs: number, holders: readonly LockHolder[], cause: unknown): LifecycleLockError {
    return new LifecycleLockError(
      `A table that the migrations make is being altered, and stayed locked for ${timeoutMs} ms by ${describeHolders(holders)}. Nothing was recorded.`,
      ['Wait for its end and try again, raise lockTimeoutMs, or end it: SELECT pg_terminate_backend(<pid>);'],
      { cause },
    );
  }

  static clearLock(timeoutMs: number, holders: readonly LockHolder[], cause: unknown): LifecycleLockError {
    return new LifecycleLockError(
      `A table that is to be moved or dropped stayed in use for ${timeoutMs} ms by ${describeHolders(holders)}. Nothing was changed.`,
      [
        'Stop the app and other clients of this database, then try again; or end that one: SELECT pg_terminate_backend(<pid>);',
      ],
      { cause },
    );
  }

  static purgeLock(
    name: string,
    timeoutMs: number,
    holders: readonly LockHolder[],
    cause: unknown,
  ): LifecycleLockError {
    return new LifecycleLockError(
      `A table of trash ${name}, or one that it refers to, stayed in use for ${timeoutMs} ms by ${describeHolders(holders)}. Nothing of it was deleted.`,
      ['Wait for its end and try again, raise lockTimeoutMs, or end it: SELECT pg_terminate_backend(<pid>);'],
      { cause },
    );
  }

  static emptyLock(timeoutMs: number, holders: readonly LockHolder[], cause: unknown): LifecycleLockError {
    return new LifecycleLockError(
      `A table that is to be emptied stayed in use for ${timeoutMs} ms by ${describeHolders(holders)}. Nothing was changed.`,
      [
        'Stop the app and other clients of this database, then try again; or end that one: SELECT pg_terminate_backend(<pid>);',
      ],
      { cause },
    );
  }

  static readLock(timeoutMs: number, cause: unknown): LifecycleLockError {
    return new LifecycleLockError(
      `A table of this app stayed locked for ${timeoutMs} ms by another session, so its rows could not be counted.`,
      [
        "Wait for its end and try again; see who it is: SELECT pid, application_name, query FROM pg_stat_activity WHERE state <> 'idle';",
      ],
      { cause },
    );
  }
}
