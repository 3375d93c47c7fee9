import type { Dependent, DependentFate, HeldParent } from '../interfaces/holdings.interface';
import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { pathOf, quoteIdentifier } from '../sql/identifier';
import type { PostgresError } from '../sql/sql.session';
import { DatabaseLifecycleError, ExitCode, UNCHANGED, listed } from './database-lifecycle.error';

const FATES: Readonly<Record<DependentFate, string>> = {
  'goes along': 'would go along with them',
  'taken off': 'would be taken off until they are restored',
  stays: 'would stay, and go on using what was set aside',
};

/** Dropping the app's tables is not safe here; nothing was changed. */
export class ResetRefusedError extends DatabaseLifecycleError {
  override readonly exitCode = ExitCode.refused;

  /** @param undo whether they could go along */
  static dependents(dependents: readonly Dependent[], undo: boolean): ResetRefusedError {
    const lines = dependents.map(({ fate, what }) => `${what}${undo ? ` (${FATES[fate]})` : ''}`);
    const alone = 'Drop or detach them yourself, then try again; CASCADE is never used here.';
    const remedies = [
      'Have them go along, and come back exactly with: npm run db:init -- --force --include-dependents',
      'Or drop or detach them yourself, then try again.',
    ];
    return new ResetRefusedError(
      `These are not this app's, and depend on its tables:${listed(lines)}\n${UNCHANGED}`,
      undo ? remedies : [alone],
    );
  }

  static parents(parents: readonly HeldParent[]): ResetRefusedError {
    const lines = [...new Set(parents.map(({ what }) => what))];
    const detach = parents.map((parent) => parent.detach).join(' ');
    return new ResetRefusedError(
      `These are not this app's, and have its tables as partitions or children, whose rows they would lose:${listed(lines)}\n${UNCHANGED}`,
      [`Take those out of them, then try again: ${detach}`],
    );
  }

  static hidden(tables: readonly string[]): ResetRefusedError {
    return new ResetRefusedError(
      `This role may not move or drop tables that others own: ${tables.join(', ')}. ${UNCHANGED}`,
      ['Run it as their owner, or let the owner drop them.'],
    );
  }

  static mayNotSetAside(database: string, role: string): ResetRefusedError {
    return new ResetRefusedError(
      `Role ${role} may not create schemas in database ${database}, where the tables are to be set aside. ${UNCHANGED}`,
      [
        `As the database's owner: GRANT CREATE ON DATABASE ${quoteIdentifier(database)} TO ${quoteIdentifier(role)};`,
        'Or drop the tables for good, which nothing brings back: npm run db:init -- --force --no-undo',
      ],
    );
  }

  /** What could not be kept could not be brought back: a restore would take the record for an empty one. */
  static recordHidden(record: NamedObject, role: string): ResetRefusedError {
    return new ResetRefusedError(
      `Role ${role} may not read all of ${pathOf(record)}, the record of migrations, which is kept with what is set aside. ${UNCHANGED}`,
      [
        'See what helps: npm run migration:show',
        'Or drop the tables for good, which nothing brings back: npm run db:init -- --force --no-undo',
      ],
    );
  }

  static tooLarge(relations: number): ResetRefusedError {
    return new ResetRefusedError(
      `${relations} relations are more than the server's lock table holds in one transaction, and recreating them in several could lose some half way. ${UNCHANGED}`,
      [
        'Raise max_locks_per_transaction in postgresql.conf and restart the server, or drop the database and create it anew.',
      ],
    );
  }

  /** What others committed while their locks were waited for, and the plan knows nothing of. */
  static meanwhile(changes: readonly string[], cause?: PostgresError): ResetRefusedError {
    return new ResetRefusedError(
      `Another session has changed what is to be moved or dropped, while its lock was waited for:${listed(changes)}\n${UNCHANGED}`,
      ['Try again: it is looked at anew then.'],
      { cause },
    );
  }

  /** What came between reading and dropping; PostgreSQL's RESTRICT is the last word. */
  static restricted(cause: PostgresError): ResetRefusedError {
    return new ResetRefusedError(
      `PostgreSQL refused to move or drop the tables, and all of it was rolled back: ${cause.message}\n${cause.detail ?? ''}`,
      ['Drop or detach what the message names yourself, then try again; CASCADE is never used here.'],
      { cause },
    );
  }
}
