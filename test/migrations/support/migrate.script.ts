import 'reflect-metadata';
import { once } from 'node:events';
import type { TransactionMode } from '../../../src/database-lifecycle/migrations/migration.steps';
import { RERUNNABLE } from './rerunnable';
import { COUNTING, migrate } from './migrating';

/** A process that runs migrations, once a line arrives on standard input. */
async function main(mode: TransactionMode): Promise<void> {
  process.stdout.write('ready\n');
  await once(process.stdin, 'data');
  const ran = await migrate(process.env.DATABASE_URL!, mode === 'none' ? RERUNNABLE : COUNTING, { mode });
  process.stdout.write(`ran ${ran.length}\n`);
  process.exit(0);
}

void main(process.argv[2] as TransactionMode).catch((error: Error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
