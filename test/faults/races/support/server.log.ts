import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OwnServer } from '../../../traps/support/own-server';

/** What the server has logged since its start that is no plain message. */
export function complaintsOf({ home }: OwnServer): string[] {
  const log = readFileSync(join(home, 'server.log'), 'utf8');
  if (!log.includes('ready to accept connections')) throw new Error('This is not the log of a server');
  return log.split('\n').filter((line) => /ERROR|FATAL|PANIC|WARNING|deadlock/.test(line));
}
