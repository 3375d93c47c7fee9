import type { LockHolder } from '../interfaces/lock-holder.interface';
import type { MigrationRun } from '../interfaces/migration-report.interface';
import type { PostgresError } from '../sql/sql.session';
import { DatabaseLifecycleError, ExitCode } from './database-lifecycle.error';
import { DataLossError } from './data-loss.error';
import { isAlreadyThere } from './duplicate.object';
import { afterEnding, EndedTransactionError, endingRemedies, KEEP_IT_OPEN } from './ended-transaction.error';
import { tellableDetail } from './failure.chain';
import { describeHolder, endingOf } from './lifecycle-lock.error';
import { serverLimitRemedy } from './server-limit.remedy';
import { statementRemedy } from './statement.remedy';

/** SQLSTATE lock_not_available and deadlock_detected: the same again may well succeed. */
const LOCKED = new Set(['55P03', '40P01']);

/** SQLSTATE classes: data exception, integrity constraint violation. */
const ABOUT_ROWS = /^2[23]/;

/** What TypeORM throws for a rejected statement. */
interface QueryFailure extends Error {
  readonly query?: string;
  readonly driverError?: PostgresError;
}

export interface MigrationFailure {
  /** Name of the migration's class; at COMMIT of all that were to be committed. */
  readonly name: string;
  readonly direction: 'up' | 'down';
  /** At COMMIT, when what was deferred is checked; else in the migration itself. */
  readonly atCommit?: boolean;
  /** False when each statement commits by itself. */
  readonly transaction: boolean;
  /** Of this run, what was committed before. */
  readonly committed: readonly MigrationRun[];
}

/**
 * SQLSTATEs for a connection or server that ended: whether a COMMIT was done, only the database knows then. Not 57014,
 * a cancelled COMMIT: that was answered, and is rolled back.
 */
const ENDED = /^(08|57P)/;

const isOutcomeUnknown = ({ atCommit }: MigrationFailure, { driverError }: QueryFailure): boolean =>
  atCommit === true && (driverError?.code === undefined || ENDED.test(driverError.code));

function aftermath(failure: MigrationFailure, cause: QueryFailure): string {
  const { transaction, committed, direction } = failure;
  if (cause instanceof EndedTransactionError)
    return `${afterEnding('migrations ahead of it')} It is ${direction === 'up' ? 'not' : 'still'} recorded as run.`;
  if (isOutcomeUnknown(failure, cause)) return 'Whether it was committed is not known here.';
  if (!transaction) return 'It ran without a transaction: what was committed before that statement stays.';
  return committed.length === 0
    ? 'All of this run was rolled back.'
    : `Its transaction was rolled back; what was committed before it in this run stays (${committed.length}, the last was ${committed.at(-1)!.name}).`;
}

/** SQLSTATE undefined_table, of the statement by which TypeORM records what has run. */
const losesItsRecord = ({ query = '', driverError }: QueryFailure): boolean =>
  driverError?.code === '42P01' && /^INSERT INTO \S+\("timestamp", "name"\)/.test(query);

/** SQLSTATE insufficient_privilege, which "must be owner of" is, too. */
const PRIVILEGE = '42501';

/** What asks for CREATE on a schema. */
const MAKES = /^\s*CREATE\s+(?:OR\s+REPLACE\s+|UNLOGGED\s+|MATERIALIZED\s+)?(?:TABLE|TYPE|VIEW|SEQUENCE|FUNCTION)\b/i;

/** SQLSTATE invalid_schema_name. */
const NO_SCHEMA = '3F000';

const REPEATABLE = 'take back by hand what it did, or write each statement so that it can be repeated (IF NOT EXISTS)';

/** What to do; one that does not apply is false. */
type Advice = readonly (string | false)[];

/** The advice for one kind of failure; false or undefined for any other. */
type Remedy = (cause: QueryFailure, failure: MigrationFailure) => Advice | false | undefined;

/** By kind of failure; the first that applies counts. */
const REMEDIES: readonly Remedy[] = [
  (cause, failure) =>
    isOutcomeUnknown(failure, cause) && [
      'See whether it was: npm run migration:show. Where it was not, run it again; where it was, that changes nothing',
    ],
  (cause) =>
    cause instanceof DataLossError && [
      'May it go for good, call the same with --allow-data-loss; else copy it away first, e.g. with pg_dump',
    ],
  (cause) =>
    losesItsRecord(cause) && [
      "Take what changes the search_path out of its SQL, as set_config('search_path', '', false) of a pg_dump, then try again: TypeORM's own table is not found any more",
    ],
  (cause) =>
    cause instanceof EndedTransactionError && [
      ...endingRemedies(cause),
      `${KEEP_IT_OPEN}; what can not be in one goes into a migration of its own, with transaction = false`,
      'See what is there and which have run: npm run db:status, npm run migration:show',
    ],
  (cause) => {
    const remedy = serverLimitRemedy(cause);
    return remedy !== undefined && [remedy];
  },
  ({ query = '', driverError }) =>
    driverError?.code === PRIVILEGE && [
      MAKES.test(query) &&
        'May the role make things in that schema, let its owner or a superuser say so: GRANT CREATE, USAGE ON SCHEMA ... TO ...; from PostgreSQL 15 on public lets its owner alone',
      'It is for the role that owns what it changes: run migrations as that one (its DATABASE_URL), or have it, or an administrator, grant what is missing',
    ],
  ({ driverError }) =>
    driverError?.code === NO_SCHEMA && [
      'Create it first (CREATE SCHEMA ... AUTHORIZATION ...;), or correct its name. Where the DataSource option schema names it, no migration can make it, as their own record goes there',
    ],
  (cause, { transaction }) =>
    isAlreadyThere(cause) && [
      !transaction && `Did a run of it that failed or was cut off make it, ${REPEATABLE}, then try again`,
      'Were the tables made without migrations, or by ones that the code has under other names, record those as run whose work is there: npm run migration:stamp -- <Name>',
    ],
];

/** What to do about a fault of the migration itself, or of the rows that it finds. */
const correction = ({ driverError }: QueryFailure, { transaction }: MigrationFailure): Advice => [
  statementRemedy(driverError, transaction) ?? false,
  `Correct ${ABOUT_ROWS.test(driverError?.code ?? '') ? 'the rows that do not fit, or the migration' : 'the migration'}, then try again; see which have run: npm run migration:show`,
  !transaction && `The next run begins it anew: ${REPEATABLE}`,
];

const given = (advice: Advice): string[] => advice.filter((one) => one !== false);

function remediesFor(cause: QueryFailure, failure: MigrationFailure): string[] {
  for (const remedy of REMEDIES) {
    const advice = remedy(cause, failure);
    if (advice) return given(advice);
  }
  return given(correction(cause, failure));
}

/**
 * The statement, if it is an ALTER TABLE and PostgreSQL does not name the table, e.g. for a value that the new type
 * can't hold. No other statement is shown, as it may contain private data.
 */
const statementOf = ({ query = '', driverError }: QueryFailure): string =>
  driverError && !driverError.table && /^\s*ALTER\s+TABLE\s/i.test(query) ? `\n  ${query.trim()}` : '';

const summary = (failure: MigrationFailure, cause: QueryFailure, what: string): string =>
  `Migration ${failure.name} failed ${failure.atCommit ? 'at COMMIT' : `in ${failure.direction}()`}: ${what}. ${aftermath(failure, cause)}`;

/** A migration threw. */
export class MigrationError extends DatabaseLifecycleError {
  override readonly exitCode: ExitCode;

  constructor(
    readonly failure: MigrationFailure,
    override readonly cause: QueryFailure,
    remedies: readonly string[] = [],
  ) {
    const { table, constraint, detail } = cause.driverError ?? {};
    const where = [
      table && `table ${table}`,
      constraint && `constraint ${constraint}`,
      tellableDetail({ detail }),
    ].filter(Boolean);
    super(
      `${summary(failure, cause, `${cause.message}${where.length > 0 ? ` (${where.join(', ')})` : ''}`)}${statementOf(cause)}`,
      [...remedies, ...remediesFor(cause, failure)],
      { cause },
    );
    this.exitCode = cause instanceof DataLossError ? ExitCode.refused : ExitCode.failed;
  }

  /** Whether its COMMIT was sent and the answer never came. */
  get isOutcomeUnknown(): boolean {
    return isOutcomeUnknown(this.failure, this.cause);
  }

  /** Whether what it would make is there already. */
  get alreadyThere(): boolean {
    return isAlreadyThere(this.cause);
  }

  /** The statement that did not get its lock; undefined when something else failed. */
  get lockedOut(): string | undefined {
    return LOCKED.has(this.cause.driverError?.code ?? '') ? (this.cause.query ?? '') : undefined;
  }
}

/** A statement of a migration did not get its lock, also when tried again. */
export class MigrationLockError extends DatabaseLifecycleError {
  readonly failure: MigrationFailure;

  constructor(
    { failure, cause }: MigrationError,
    holders: readonly LockHolder[],
    attempts: number,
    remedies: readonly string[],
  ) {
    const who =
      holders.length > 0
        ? `Locks on what it names are held by ${holders.map(describeHolder).join('; ')}`
        : 'Who held it has ended meanwhile';
    super(
      `${summary(failure, cause, `${cause.message}, tried ${attempts === 1 ? 'once' : `${attempts} times`}`)}\n  ${cause.query?.trim()}\n${who}.`,
      [...remedies, `End that transaction and run again, raise lockTimeoutMs, or end it: ${endingOf(holders)}`],
      { cause },
    );
    this.failure = failure;
  }
}

/** migration:generate and migration:create write a source file, and there are no sources here. */
export class NoSourcesError extends DatabaseLifecycleError {
  override readonly exitCode = ExitCode.refused;

  constructor(command: string) {
    super('Migrations are written in a checkout of the sources; this is a build.', [
      `In a development checkout: npm run ${command} -- <Name>`,
    ]);
  }
}
