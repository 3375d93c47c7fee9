import type { PostgresError } from '../sql/sql.session';
import { DatabaseLifecycleError, ExitCode, listed } from './database-lifecycle.error';
import { serverLimitRemedy } from './server-limit.remedy';

const UNCHANGED = 'Nothing of it was deleted.';

/** A trash can't be deleted without harm to what is not of it; it stays as it was. */
export class PurgeRefusedError extends DatabaseLifecycleError {
  override readonly exitCode = ExitCode.refused;

  static strangers(name: string, strangers: readonly string[]): PurgeRefusedError {
    const isOfAnother = strangers.some((what) => /\btrash_/.test(what.replaceAll(name, '')));
    const others = [
      'What another trash holds of them goes with that one: npm run db:purge -- <its name>; or delete all: npm run db:purge',
    ];
    return new PurgeRefusedError(
      `These are not of trash ${name}, and lie there or depend on what is there:${listed(strangers)}\n${UNCHANGED}`,
      [
        ...(isOfAnother ? others : []),
        'Move, detach or drop them yourself, then try again; CASCADE is never used here.',
        `Or bring back what they depend on: npm run db:restore -- ${name}`,
      ],
    );
  }

  static locked(name: string, locked: readonly string[]): PurgeRefusedError {
    return new PurgeRefusedError(
      `This role may not drop what others own in trash ${name}: ${locked.join(', ')}. ${UNCHANGED}`,
      ['Run it as their owner.'],
    );
  }

  /** What others made in their place while their locks were waited for. */
  static meanwhile(name: string, changes: readonly string[], cause?: PostgresError): PurgeRefusedError {
    return new PurgeRefusedError(
      `Another session has taken away or replaced tables of trash ${name} while they were waited for:${listed(changes)}\n${UNCHANGED}`,
      ['See what they are, then try again.'],
      { cause },
    );
  }

  /** What came between looking and dropping; PostgreSQL's RESTRICT is the last word. */
  static restricted(name: string, cause: PostgresError): PurgeRefusedError {
    return new PurgeRefusedError(
      `PostgreSQL refused to drop trash ${name}: ${cause.message}\n${cause.detail ?? ''}\n${UNCHANGED}`,
      ['Move, detach or drop what the message names yourself, then try again; CASCADE is never used here.'],
      { cause },
    );
  }
}

/** Deleting a trash failed; what there was of it is as it was. */
export class PurgeError extends DatabaseLifecycleError {
  static gone(name: string): PurgeError {
    return new PurgeError(`Trash ${name} is not there any more: it was restored or purged in the meantime.`, [
      'See who did it: npm run db:journal',
    ]);
  }

  static rejected(name: string, cause: PostgresError): PurgeError {
    return new PurgeError(
      `PostgreSQL could not drop trash ${name}, and all of it was rolled back: ${cause.message} [${cause.code ?? 'no SQLSTATE'}]`,
      [serverLimitRemedy(cause) ?? cause.hint ?? 'Correct what the message names, then try again.'],
      { cause },
    );
  }
}
