import type { PoolClient } from 'pg';
import type { SqlSession } from '../../sql/sql.session';

/** Sends one COPY ... FROM STDIN with its whole text on the session's connection, and waits until the server has all of it. */
export async function sendCopy({ runner }: SqlSession, statement: string, text: string): Promise<void> {
  const { from } = require('pg-copy-streams') as typeof import('pg-copy-streams');
  const client = (await runner.connect()) as PoolClient;
  const { logger } = runner.dataSource;
  logger.logQuery(statement, undefined, runner);
  const stream = client.query(from(statement));
  await new Promise<void>((resolve, reject) => {
    stream.once('error', (error) => {
      logger.logQueryError(error, statement, undefined, runner);
      reject(error);
    });
    stream.once('finish', resolve);
    stream.end(text);
  });
}
