import type { EnvironmentStamp, JournalState } from '../interfaces/journal.interface';
import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { pathOf, quoteIdentifier, quoteLiteral, quotePath } from '../sql/identifier';
import { DatabaseLifecycleError, ExitCode, LOOK_WHERE, notItsName, UNCHANGED } from './database-lifecycle.error';
import { journalRemedy } from './journal.remedy';
import { shellWord } from './shell.word';

const minute = (iso: string): string => `${new Date(iso).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** E.g. `production (since 2026-11-24 15:40 UTC, by web-1)`. */
export const stampWords = ({ environment, since, host }: EnvironmentStamp): string =>
  `${environment} (since ${minute(since)}${host === null ? '' : `, by ${host}`})`;

const restamp = (environment: string, database: string): string =>
  `npm run db:environment -- ${shellWord(environment)} --confirm ${shellWord(database)}`;

/** The database says that it belongs to another environment than the variables say; nothing was changed. */
export class EnvironmentStampError extends DatabaseLifecycleError {
  override readonly exitCode = ExitCode.refused;

  static mismatch({ database }: JournalState, environment: string, stamp: EnvironmentStamp): EnvironmentStampError {
    return new EnvironmentStampError(
      `Database "${database}" is stamped ${stampWords(stamp)}, and this runs as ${environment}, so none of its tables is created, seeded, reverted or dropped. ${UNCHANGED}`,
      [
        LOOK_WHERE,
        `If ENVIRONMENT is wrong here: ENVIRONMENT=${shellWord(stamp.environment)}`,
        `If the stamp is wrong, as on a copy: ${restamp(environment, database)}`,
      ],
    );
  }

  static migration({ database }: JournalState, environment: string, stamp: EnvironmentStamp): EnvironmentStampError {
    return new EnvironmentStampError(
      `Database "${database}" is stamped ${stampWords(stamp)}, and this runs as ${environment}: ${environment}'s migrations do not run on it. ${UNCHANGED}`,
      [
        `If this is the deploy of ${stamp.environment}: ENVIRONMENT=${shellWord(stamp.environment)} npm run migration:run`,
        `If the stamp is wrong, as on a copy: ${restamp(environment, database)}`,
      ],
    );
  }

  static hidden({ database, role }: JournalState, environment: string, journal: NamedObject): EnvironmentStampError {
    return new EnvironmentStampError(
      `Role ${role} may not read all of ${pathOf(journal)}, where database "${database}" keeps its environment, so it is not taken for one of ${environment}. ${UNCHANGED}`,
      [journalRemedy(journal, role)],
    );
  }

  static notWritable({ database, role }: JournalState, journal: NamedObject): EnvironmentStampError {
    return new EnvironmentStampError(
      `Role ${role} may not read and write ${pathOf(journal)}, where database "${database}" keeps its environment, or the session can not write at all. ${UNCHANGED}`,
      [`As its owner: GRANT SELECT, INSERT ON ${quotePath(journal)} TO ${quoteIdentifier(role)};`],
    );
  }

  static notKept({ database }: JournalState, environment: string, journal: NamedObject): EnvironmentStampError {
    const table = quoteLiteral(quotePath(journal));
    return new EnvironmentStampError(
      `That database "${database}" is ${environment}'s was written to ${pathOf(journal)} and is not there: a trigger or a rule has kept it out. ${UNCHANGED}`,
      [
        `See which: SELECT tgname FROM pg_trigger WHERE tgrelid = ${table}::regclass AND NOT tgisinternal UNION ALL SELECT rulename FROM pg_rewrite WHERE ev_class = ${table}::regclass;`,
      ],
    );
  }

  static noTerminal(database: string, environment: string): EnvironmentStampError {
    return new EnvironmentStampError(
      `There is no terminal to ask whether database "${database}" is ${environment}'s. ${UNCHANGED}`,
      [`If it is: ${restamp(environment, database)}`],
    );
  }

  static notConfirmed(database: string, answer: string | null): EnvironmentStampError {
    return new EnvironmentStampError(notItsName(database, answer), [LOOK_WHERE]);
  }
}
