import type { PostgresError } from '../sql/sql.session';
import { DatabaseLifecycleError, ExitCode, UNCHANGED, listed } from './database-lifecycle.error';

const seedAlong = (keys: readonly string[]): string =>
  `Seed those anew, too: npm run db:seed -- --fresh --only ${keys.join(',')}`;

/** Tables can't be emptied for their seeders to run anew; nothing was changed. */
export class EmptyingRefusedError extends DatabaseLifecycleError {
  override readonly exitCode = ExitCode.refused;

  /**
   * @param references a foreign key each: the table that has it, and the one that it refers to
   * @param keys the seeders that would have to be chosen, too; null where a table has none
   */
  static referenced(references: readonly string[], keys: readonly string[] | null): EmptyingRefusedError {
    return new EmptyingRefusedError(
      `These tables can not be emptied alone, as rows of others refer to theirs:${listed(references)}\n${UNCHANGED}`,
      [keys ? seedAlong(keys) : 'Drop those foreign keys yourself, then try again; CASCADE is never used here.'],
    );
  }

  /**
   * @param draws the columns of other tables that draw from a sequence which would restart, and from which
   * @param keys as above
   */
  static shared(draws: readonly string[], keys: readonly string[] | null): EmptyingRefusedError {
    return new EmptyingRefusedError(
      `These tables can not be emptied alone, as their sequences restart, and others draw from those, too:${listed(draws)}\n${UNCHANGED}`,
      [keys ? seedAlong(keys) : 'Give those columns a sequence of their own, then try again.'],
    );
  }

  /**
   * @param fills which seeder that was not chosen fills which table
   * @param keys as above
   */
  static filledByOthers(fills: readonly string[], keys: readonly string[]): EmptyingRefusedError {
    return new EmptyingRefusedError(
      `These tables can not be emptied for the chosen seeders alone, as others fill them, too, and would not run again:${listed(fills)}\n${UNCHANGED}`,
      [seedAlong(keys)],
    );
  }

  /** @param lacking e.g. `TRUNCATE on public.users` */
  static privileges(role: string, lacking: readonly string[]): EmptyingRefusedError {
    return new EmptyingRefusedError(
      `Role ${role} may not empty these tables; it lacks ${lacking.join(', ')}. ${UNCHANGED}`,
      ['Run it as their owner.'],
    );
  }

  /** What came between reading and emptying; PostgreSQL is the last word. */
  static rejected(cause: PostgresError): EmptyingRefusedError {
    return new EmptyingRefusedError(
      `PostgreSQL refused to empty the tables, and all of it was rolled back: ${cause.message}${cause.detail ? ` (${cause.detail})` : ''}`,
      ['Correct what the message names, then try again; CASCADE is never used here.'],
      { cause },
    );
  }
}
