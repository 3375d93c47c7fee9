import { Logger } from '@nestjs/common';
import type { Environment } from './environment.schema';

/**
 * DATABASE_URL, or the URL of this checkout's own PostgreSQL, which is started when it does not run. The schema lets
 * only development and test come without DATABASE_URL, so production never loads the embedded server.
 */
export async function databaseUrl({ DATABASE_URL }: Pick<Environment, 'DATABASE_URL'>): Promise<string> {
  if (DATABASE_URL) return DATABASE_URL;
  const { ensureLocalPostgres } = require('../local-postgres') as typeof import('../local-postgres');
  const { url, started } = await ensureLocalPostgres();
  if (started) new Logger('LocalPostgres').log('Started the PostgreSQL of this checkout; its data is in .postgres/');
  return url;
}
