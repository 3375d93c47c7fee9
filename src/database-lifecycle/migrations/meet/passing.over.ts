import { QueryResult, type QueryFailedError, type QueryRunner } from 'typeorm';
import { isAlreadyThere } from '../../errors/duplicate.object';
import type { PostgresError, SqlSession } from '../../sql/sql.session';

const SAVEPOINT = 'database_lifecycle_statement';

/** They name savepoints, which one around them would end. */
const CONTROLS_TRANSACTION = /^\s*(SAVEPOINT|RELEASE|ROLLBACK|START|BEGIN|COMMIT|END)\b/i;

/** TypeORM's own callers also ask for a QueryResult in place of the rows. */
type Sent = [query: string, parameters?: unknown[], structured?: boolean];

/**
 * Runs other people's work on a runner with an open transaction. A statement that is rejected as what it makes is there
 * already is passed over, as if IF NOT EXISTS stood in it. Statements that nobody awaits take their turn.
 */
export async function passingOverWhatIsThere<Result>(
  session: SqlSession,
  work: (runner: QueryRunner) => Promise<Result>,
): Promise<Result> {
  const { runner } = session;
  const send = runner.query.bind(runner) as (...sent: Sent) => Promise<unknown>;
  const attempt = async (...sent: Sent): Promise<unknown> => {
    if (CONTROLS_TRANSACTION.test(sent[0])) return send(...sent);
    await session.send(`SAVEPOINT ${SAVEPOINT}`);
    try {
      const answer = await send(...sent);
      await session.send(`RELEASE SAVEPOINT ${SAVEPOINT}`);
      return answer;
    } catch (error) {
      if (!isAlreadyThere(error as QueryFailedError<PostgresError>)) throw error;
      await session.send(`ROLLBACK TO SAVEPOINT ${SAVEPOINT}`, `RELEASE SAVEPOINT ${SAVEPOINT}`);
      return sent[2] ? new QueryResult() : [];
    }
  };
  let turn: Promise<unknown> = Promise.resolve();
  const query = (...sent: Sent): Promise<unknown> => {
    const answer = turn.then(() => attempt(...sent));
    turn = answer.catch(() => undefined);
    return answer;
  };
  Object.assign(runner, { query });
  try {
    return await work(runner);
  } finally {
    delete (runner as Partial<QueryRunner>).query;
  }
}
