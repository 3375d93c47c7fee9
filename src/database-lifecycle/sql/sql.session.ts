import type { Client, PoolClient, QueryResult } from 'pg';
import type { DataSource, QueryRunner } from 'typeorm';
import { connectionFailure, sessionFailure } from '../connect/connection.failure';
import { watchSilence } from '../connect/silence.watch';

export type Row = Record<string, unknown>;

/** PostgreSQL's own error behind a rejected message, as far as we look at it. */
export interface PostgresError extends Error {
  /** SQLSTATE, https://www.postgresql.org/docs/current/errcodes-appendix.html */
  readonly code?: string;
  readonly position?: string;
  readonly detail?: string;
  readonly hint?: string;
  readonly table?: string;
  readonly constraint?: string;
}

/** On a line of its own, so that a comment at the end of a statement can not swallow it. */
const SEPARATOR = '\n;\n';

/** One connection, on which several statements travel as one message: one round trip however many they are. */
export class SqlSession {
  constructor(readonly runner: QueryRunner) {}

  /** Sends the statements as one message of the simple protocol and returns the rows of each. */
  async send(...statements: string[]): Promise<Row[][]> {
    const client = (await this.runner.connect()) as PoolClient;
    const message = statements.join(SEPARATOR);
    this.runner.dataSource.logger.logQuery(message, undefined, this.runner);
    try {
      const results = (await client.query(message)) as unknown as QueryResult<Row> | QueryResult<Row>[];
      return (Array.isArray(results) ? results : [results]).map(({ rows }) => rows);
    } catch (error) {
      this.runner.dataSource.logger.logQueryError(error as Error, message, undefined, this.runner);
      throw error;
    }
  }
}

/** The statement of a message that an error's position (in characters, from 1) lies in; undefined when the error names none. */
export function statementAt(statements: readonly string[], { position }: PostgresError): string | undefined {
  let offset = Number(position);
  return Number.isNaN(offset)
    ? undefined
    : statements.find((sql) => (offset -= [...sql].length + SEPARATOR.length) <= 0);
}

/**
 * Lends a connection of its own to `work`, and gives it back with no transaction open, whatever happens.
 * @throws DatabaseConnectionError when none can be made, ConnectionLostError when it ends meanwhile, ReadOnlyServerError
 *   when the server takes no writes, and what `work` throws
 */
export async function withSession<Result>(
  dataSource: DataSource,
  work: (session: SqlSession) => Promise<Result>,
): Promise<Result> {
  const runner = dataSource.createQueryRunner('master');
  const client = (await runner.connect().catch((error: unknown) => {
    throw connectionFailure(dataSource, error);
  })) as Client;
  watchSilence(client, dataSource.options.extra as object | undefined);
  let ended: Error | undefined;
  const onEnd = (error: Error): unknown => (ended ??= error);
  client.on('error', onEnd);
  try {
    return await work(new SqlSession(runner));
  } catch (error) {
    throw sessionFailure(dataSource, error, ended);
  } finally {
    // A broken connection can't roll back and need not: the server does.
    if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
    client.off('error', onEnd);
    await runner.release();
  }
}

/** Lends a connection whose transaction sees one state of the database throughout and can not write. */
export const withReadOnlySession = <Result>(
  dataSource: DataSource,
  work: (session: SqlSession) => Promise<Result>,
): Promise<Result> =>
  withSession(dataSource, async (session) => {
    await session.send('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    try {
      return await work(session);
    } finally {
      // A broken connection can't roll back, and its own error says more.
      await session.send('ROLLBACK').catch(() => undefined);
    }
  });
