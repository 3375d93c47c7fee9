import type { Provider } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import type { TransactionMode } from '../../../src/database-lifecycle/migrations/migration.steps';
import { appOn, callCli, type CliAnswer } from '../../cli/support';
import { COUNTING } from '../../migrations/support/migrating';
import { RERUNNABLE } from '../../migrations/support/rerunnable';
import { ENTITIES } from '../../seeding/support/entities';
import { SEEDERS } from '../../seeding/support/seeding.module';
import { CREATES_KEEPERS } from './creates-keepers';
import { PASS_GATE } from './gate';

const MIGRATIONS = { nothing: [], counting: COUNTING, rerunnable: RERUNNABLE, keepers: CREATES_KEEPERS };

/** What is to be done by the app of four entities and four seeders; plain data, so that a process can be told it. */
export interface Order {
  readonly url: string;
  /** `boot`, or the words of a command. */
  readonly argv: readonly string[];
  /** Default: `development`. */
  readonly environment?: string;
  /** Which the app has. Default: `nothing`. */
  readonly migrations?: keyof typeof MIGRATIONS;
  /** Default: `all`. */
  readonly mode?: TransactionMode;
  /** Default: 5,000. */
  readonly lockTimeoutMs?: number;
  /** Whether it stands at the gate of its database once it is connected and knows what to do. */
  readonly waits?: boolean;
  /** Default: TypeORM's, 10. */
  readonly poolSize?: number;
}

/** Nest awaits it when the DataSource is connected, and before any hook. */
const AT_THE_GATE: Provider = {
  provide: 'at the gate',
  useFactory: (dataSource: DataSource) => dataSource.query(PASS_GATE),
  inject: [DataSource],
};

/** Answers like a command: the log on `stdout`, the message of what failed on `stderr`. */
async function boot(module: ReturnType<typeof appOn>): Promise<CliAnswer> {
  const lines: string[] = [];
  const log = (message: unknown): void => void lines.push(String(message));
  let stderr = '';
  try {
    const logger = { log, warn: log, error: log };
    const app = await NestFactory.createApplicationContext(module, { logger, abortOnError: false });
    await app.close();
  } catch (error) {
    stderr = (error as Error).message;
  }
  return { exitCode: stderr === '' ? 0 : 1, stdout: lines.join('\n'), stderr };
}

export function perform({ url, argv, environment = 'development', ...order }: Order): Promise<CliAnswer> {
  const { migrations = 'nothing', mode = 'all', lockTimeoutMs = 5_000, waits, poolSize } = order;
  const module = appOn(url, {
    entities: ENTITIES,
    providers: waits ? [...SEEDERS, AT_THE_GATE] : SEEDERS,
    dataSource: { migrations: [...MIGRATIONS[migrations]], migrationsTransactionMode: mode, poolSize },
    lifecycle: { environment, lockTimeoutMs },
  });
  return argv[0] === 'boot' ? boot(module) : callCli(module, [...argv]);
}
