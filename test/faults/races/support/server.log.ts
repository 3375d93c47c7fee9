import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OwnServer } from '../../../traps/support/own-server';

/** Who drops a database, a scratch one or that of a round, ends the sessions that are still on their way out. */
const ENDED_BY_DROP = 'terminating connection due to administrator command';

/** What the server has logged since its start that is no plain message. */
export function complaintsOf({ home }: OwnServer): string[] {
  const log = readFileSync(join(home, 'server.log'), 'utf8');
  if (!log.includes('ready to accept connections')) throw new Error('This is not the log of a server');
  return log
    .split('\n')
    .filter((line) => /ERROR|FATAL|PANIC|WARNING|deadlock/.test(line) && !line.endsWith(ENDED_BY_DROP));
}
