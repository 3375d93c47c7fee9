import { setImmediate, setTimeout } from 'node:timers/promises';
import type { PoolClient, QueryResult } from 'pg';
import type { DataSource, QueryRunner } from 'typeorm';
import { connectionFailure, sessionFailure } from '../connect/connection.failure';
import { isAnswerDue, watchSilence, type WireClient } from '../connect/silence.watch';
import { DatabaseLifecycleError } from '../errors/database-lifecycle.error';
import { EndedTransactionError } from '../errors/ended-transaction.error';
import { boundLocks, explainLockWait } from './lock.holders';
import type { NestingRunner } from './nested.transaction';

export type Row = Record<string, unknown>;

/** Between two looks at a connection that is at work. */
const PAUSE_MS = 10;

/** PostgreSQL's own error behind a rejected message, as far as we look at it. */
export interface PostgresError extends Error {
  /** SQLSTATE, https://www.postgresql.org/docs/current/errcodes-appendix.html */
  readonly code?: string;
  readonly position?: string;
  readonly detail?: string;
  readonly hint?: string;
  /** The functions that were at work, the innermost first, a line each. */
  readonly where?: string;
  readonly schema?: string;
  readonly table?: string;
  readonly constraint?: string;
}

/** On a line of its own, so that a comment at the end of a statement can not swallow it. */
const SEPARATOR = '\n;\n';

/**
 * Sent when we begin a transaction: the setting is local to it, so it is gone once the transaction ends, however it
 * ends.
 */
export const MARK_AS_OURS = `SET LOCAL database_lifecycle.transaction = 'ours'`;

/** One connection, on which several statements travel as one message: one round trip however many they are. */
export class SqlSession {
  private client?: WireClient;
  /**
   * How many statements of the current message the server has done; undefined with the native driver, which does not
   * tell.
   */
  private done?: number;
  /** Set from an error until the server is ready again: nothing is at work then, though nothing can be sent either. */
  private isAnswered = false;
  /** While a COMMIT of what is not to be done twice is not answered: what shows whether it was done. */
  private shownBy?: string;
  /** What the server said when it ended the connection while nothing was being sent. */
  private lost?: Error;
  /** The last message that failed. */
  rejected = '';
  /** How many of its statements the server had done before; needed as only a syntax error has a position. */
  completed?: number;

  constructor(readonly runner: QueryRunner) {}

  /**
   * Takes the connection, and listens to why it ends, if it does.
   * @throws DatabaseConnectionError when none can be made
   */
  async open(): Promise<void> {
    const { dataSource } = this.runner;
    this.client = (await this.runner.connect().catch((error: unknown) => {
      throw connectionFailure(dataSource, error);
    })) as WireClient;
    watchSilence(this.client, dataSource.options);
    this.client.on('error', this.onLoss);
    if (!this.connection) return;
    this.done = 0;
    this.connection.on('commandComplete', this.onDone).on('readyForQuery', this.onReady);
    this.connection.on('errorMessage', this.onRejected);
  }

  /** Gives the connection back. */
  async close(): Promise<void> {
    this.client?.off('error', this.onLoss);
    this.connection?.off('commandComplete', this.onDone).off('readyForQuery', this.onReady);
    this.connection?.off('errorMessage', this.onRejected);
    await this.runner.release();
  }

  /** After a lost connection, errors say only that it is lost; this returns the server's reason, if it gave one. */
  whyOf(error: unknown): unknown {
    const isTold =
      error instanceof DatabaseLifecycleError ||
      error instanceof EndedTransactionError ||
      (error as Partial<PostgresError>)?.code !== undefined;
    return isTold ? error : (this.lost ?? error);
  }

  /**
   * What to throw for what was thrown: an error that names a lost connection, a server's limit, a read-only server, or
   * who has locked a table. Rolls back what is open.
   */
  failureOf(error: unknown): Promise<unknown> {
    const { dataSource } = this.runner;
    return explainLockWait(this, sessionFailure(dataSource, this.whyOf(error), this.lost, this.shownBy));
  }

  /** Waits until the connection is idle, and tells whether it was not. */
  async wasAtWork(): Promise<boolean> {
    await setImmediate();
    while (this.isAnswered && this.isBusy) await setImmediate();
    const was = this.isBusy;
    while (this.isBusy) await setTimeout(PAUSE_MS);
    return was;
  }

  private get isBusy(): boolean {
    return this.client !== undefined && isAnswerDue(this.client);
  }

  private get connection(): WireClient['connection'] | undefined {
    return this.client?.connection;
  }

  private readonly onLoss = (error: Error): void => void (this.lost ??= error);
  private readonly onDone = (): void => void (this.done! += 1);
  private readonly onReady = (): void => {
    this.done = 0;
    this.isAnswered = false;
  };
  private readonly onRejected = (): void => {
    this.completed = this.done;
    this.isAnswered = true;
  };

  /** Begins a transaction that nobody can end unnoticed, see own.transaction.ts. */
  async beginOurs(): Promise<void> {
    await this.runner.startTransaction();
    await this.send(MARK_AS_OURS);
  }

  /**
   * Rolls back everything that is open, including what a migration or seeder began inside: TypeORM's
   * rollbackTransaction() only goes back to the last savepoint, which is gone if somebody ended the transaction by SQL.
   */
  async rollBack(): Promise<void> {
    const runner: NestingRunner = this.runner;
    if (!runner.isTransactionActive) return;
    runner.transactionDepth = 1;
    await runner.rollbackTransaction();
  }

  /**
   * Commits what is not to be done twice, such as a reset: that would set aside what the first one made.
   * @param shownBy the command that shows whether it was done, for when no answer comes
   */
  async commitOnce(shownBy: string): Promise<void> {
    this.shownBy = shownBy;
    await this.runner.commitTransaction();
    this.shownBy = undefined;
  }

  /** Sends one statement and returns its rows, which are taken to have this shape. */
  async query<Shape extends object = Row>(statement: string): Promise<Shape[]> {
    const [rows] = await this.send(statement);
    return rows as Shape[];
  }

  /** Sends the statements as one message of the simple protocol and returns the rows of each. */
  async send(...statements: string[]): Promise<Row[][]> {
    const client = (await this.runner.connect()) as PoolClient;
    const message = statements.join(SEPARATOR);
    this.runner.dataSource.logger.logQuery(message, undefined, this.runner);
    try {
      const results = (await client.query(message)) as unknown as QueryResult<Row> | QueryResult<Row>[];
      return (Array.isArray(results) ? results : [results]).map(({ rows }) => rows);
    } catch (error) {
      this.rejected = message;
      this.runner.dataSource.logger.logQueryError(error as Error, message, undefined, this.runner);
      throw error;
    }
  }
}

/**
 * The statement of a message that failed.
 * @param error its position (in characters, from 1) tells, if it has one
 * @param completed how many statements of the message were done before; undefined when unknown
 */
export function statementAt(
  statements: readonly string[],
  { position }: PostgresError,
  completed?: number,
): string | undefined {
  let offset = Number(position);
  return Number.isNaN(offset)
    ? statements[completed ?? -1]
    : statements.find((sql) => (offset -= [...sql].length + SEPARATOR.length) <= 0);
}

/**
 * Lends a connection of its own to `work`, and gives it back with no transaction open, whatever happens.
 * @throws DatabaseConnectionError when none can be made, ConnectionLostError when it ends meanwhile, ServerLimitError when
 *   a limit of the server was reached, ReadOnlyServerError when it takes no writes, LifecycleLockError that names who has
 *   locked a table for longer than the `lock_timeout` in force, and what `work` throws
 */
export async function withSession<Result>(
  dataSource: DataSource,
  work: (session: SqlSession) => Promise<Result>,
): Promise<Result> {
  const runner = dataSource.createQueryRunner('master');
  const session = new SqlSession(runner);
  try {
    await session.open();
    return await work(session);
  } catch (error) {
    throw await session.failureOf(error);
  } finally {
    // A broken connection can't roll back and need not: the server does.
    await session.rollBack().catch(() => undefined);
    await session.close();
  }
}

/** Reads in a transaction that sees one state of the database throughout, can not write, and waits for no lock for ever. */
export async function reading<Result>(
  session: SqlSession,
  lockTimeoutMs: number,
  work: () => Promise<Result>,
): Promise<Result> {
  await session.send('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', boundLocks(lockTimeoutMs));
  try {
    return await work();
  } finally {
    // A broken connection can't roll back, and its own error says more.
    await session.send('ROLLBACK').catch(() => undefined);
  }
}

/** What is looked at, and how long to wait for a lock there, in milliseconds. */
export interface Readable {
  readonly dataSource: DataSource;
  readonly settings: { readonly lockTimeoutMs: number };
}

/** Lends a connection of its own for {@link reading}. */
export const withReadOnlySession = <Result>(
  { dataSource, settings }: Readable,
  work: (session: SqlSession) => Promise<Result>,
): Promise<Result> =>
  withSession(dataSource, (session) => reading(session, settings.lockTimeoutMs, () => work(session)));
