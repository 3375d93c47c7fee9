import type { PostgresError } from '../sql/sql.session';
import { DatabaseLifecycleError, ExitCode } from './database-lifecycle.error';
import { shellWord } from './shell.word';

const UNCHANGED = 'Nothing was changed.';

/** Dropping the app's tables is not safe here, or nobody agreed to it; nothing was changed. */
export class ResetRefusedError extends DatabaseLifecycleError {
  override readonly exitCode = ExitCode.refused;

  static environment(environment: string): ResetRefusedError {
    return new ResetRefusedError(
      `Tables are never dropped in environment "${environment}": only development and test allow --force. ${UNCHANGED}`,
      [
        'Change tables by migrations: npm run migration:run',
        'If this is a development machine, set ENVIRONMENT=development.',
      ],
    );
  }

  static dependents(dependents: readonly string[]): ResetRefusedError {
    return new ResetRefusedError(
      `These are not this app's, and would go or break with its tables:\n${dependents
        .map((dependent) => `  - ${dependent}`)
        .join('\n')}\n${UNCHANGED}`,
      ['Drop or detach them yourself, then try again; CASCADE is never used here.'],
    );
  }

  static hidden(tables: readonly string[]): ResetRefusedError {
    return new ResetRefusedError(`This role may not drop tables that others own: ${tables.join(', ')}. ${UNCHANGED}`, [
      'Run it as their owner, or let the owner drop them.',
    ]);
  }

  static tooLarge(relations: number): ResetRefusedError {
    return new ResetRefusedError(
      `${relations} relations are more than the server's lock table holds in one transaction, and recreating them in several could lose some half way. ${UNCHANGED}`,
      [
        'Raise max_locks_per_transaction in postgresql.conf and restart the server, or drop the database and create it anew.',
      ],
    );
  }

  static noTerminal(database: string): ResetRefusedError {
    return new ResetRefusedError(`There is no terminal to ask whether all these rows may go. ${UNCHANGED}`, [
      `If they may: npm run db:init -- --force --confirm ${shellWord(database)}`,
    ]);
  }

  static notConfirmed(database: string, answer: string | null): ResetRefusedError {
    const what = answer === null ? 'The question was left without an answer' : `"${answer}" was given as its name`;
    return new ResetRefusedError(`The database is called "${database}". ${what}. ${UNCHANGED}`, [
      'Look where you are connected: npm run db:status',
    ]);
  }

  /** What came between reading and dropping; PostgreSQL's RESTRICT is the last word. */
  static restricted(cause: PostgresError): ResetRefusedError {
    return new ResetRefusedError(
      `PostgreSQL refused to drop the tables, and all of it was rolled back: ${cause.message}\n${cause.detail ?? ''}`,
      ['Drop or detach what the message names yourself, then try again; CASCADE is never used here.'],
      { cause },
    );
  }
}
