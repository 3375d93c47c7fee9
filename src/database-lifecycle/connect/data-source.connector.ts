import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { DataSource, type DataSourceOptions } from 'typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import { resolveEnvironment } from '../environment';
import { DatabaseConnectionError, describeTarget } from '../errors/database-connection.error';
import { LifecycleConfigurationError } from '../errors/lifecycle-configuration.error';
import type { LifecycleEnvironment } from '../interfaces/environment.interface';
import { refuseUnsafeOptions } from '../metadata/unsafe.options';
import { milliseconds, refuseUnfit } from '../option.rules';
import { diagnose, isUnknownDatabase } from './connection.diagnosis';
import { connectionTarget, primaryOf } from './connection.target';
import { createDatabase } from './database.creator';
import { failingServer } from './failing.server';
import { isOnlyLooking } from './looking';
import { bounded } from './silence.watch';
import { within } from './time.limit';

/** Loaded only when something fails: a start with nothing to do should not wait for what it does not use. */
const unloadable = () => require('../errors/unloadable-file.error') as typeof import('../errors/unloadable-file.error');
const unfit = () => require('../errors/unfit-entity.remedy') as typeof import('../errors/unfit-entity.remedy');

/** How {@link connectDataSource} connects. */
export interface ConnectOptions {
  /**
   * How long to go on trying while the server is starting or out of reach, in milliseconds; `Infinity` for as long as it
   * takes. Default: 30,000.
   */
  readonly timeoutMs?: number;
  /** Decides whether a database that does not exist is created (development and test only). Default: from the variables. */
  readonly environment?: LifecycleEnvironment;
}

const DEFAULT_TIMEOUT_MS = 30_000;
const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 3_000;

/** In milliseconds, how long each replica is tried even when the time is up, to tell which server failed. */
const LAST_LOOK_MS = 1_000;

const logger = new Logger('DatabaseConnection');

/** One attempt; a DataSource that connects after the timeout is closed again. */
async function initializeWithin(timeoutMs: number, options: PostgresDataSourceOptions): Promise<DataSource> {
  const initializing = new DataSource(options).initialize();
  try {
    return await within(timeoutMs, initializing);
  } catch (error) {
    void initializing.then((late) => late.destroy()).catch(() => undefined);
    throw error;
  }
}

/**
 * Makes an initialized DataSource, to be used as `dataSourceFactory` of `TypeOrmModule.forRootAsync` together with
 * `toRetry: () => false`. While the server is starting or out of reach it tries again with growing pauses and says what
 * it waits for. In development and test a database that does not exist is created if the role may do so, except for a
 * command that only reads. From then on its connections are watched: one whose server does not answer, and does not
 * work on an answer either, is cut within about 35 s.
 * @throws LifecycleConfigurationError before anything is done: for another type than `postgres`, a malformed URL, an
 *   invalid `timeoutMs`, and for synchronize, dropSchema or migrationsRun
 * @throws DatabaseConnectionError with a remedy. Errors that are not about connecting pass as they are, except that the
 *   error of a file that does not load gets the file's name, and that of an entity which TypeORM can not map a remedy
 */
export async function connectDataSource(
  options: DataSourceOptions | undefined,
  connect: ConnectOptions = {},
): Promise<DataSource> {
  if (options?.type !== 'postgres') throw LifecycleConfigurationError.notPostgres(String(options?.type));
  refuseUnsafeOptions(options);
  refuseUnfit('timeoutMs', connect.timeoutMs, milliseconds(0, Number.POSITIVE_INFINITY));
  const { timeoutMs = DEFAULT_TIMEOUT_MS, environment = resolveEnvironment() } = connect;
  const primary = connectionTarget(primaryOf(options));
  // Only to refuse a malformed URL.
  for (const replica of options.replication?.slaves ?? []) connectionTarget(replica, { replica: true });
  const deadline = Date.now() + timeoutMs;
  const { database } = primary;
  let mayCreate = environment.policy === 'auto-create';
  for (let delay = FIRST_DELAY_MS; ; delay = Math.min(delay * 2, LONGEST_DELAY_MS)) {
    try {
      return await initializeWithin(deadline - Date.now(), bounded(options));
    } catch (error) {
      // TypeORM decodes the URL more strictly than node-postgres.
      if (error instanceof URIError) throw LifecycleConfigurationError.malformedUrl(error.message);
      if (!diagnose(error, primary)) throw unloadable().nameUnloadable(unfit().explainUnfit(error));
      const target = await failingServer(bounded(options), primary, Math.max(deadline - Date.now(), LAST_LOOK_MS));
      const diagnosis = diagnose(error, target)!;
      if (mayCreate && isUnknownDatabase(error) && isOnlyLooking()) {
        const remedies = ['Create it, with its tables: npm run db:init', ...diagnosis.remedies];
        throw new DatabaseConnectionError(target, diagnosis.what, remedies, error);
      }
      if (mayCreate && isUnknownDatabase(error) && database !== undefined) {
        mayCreate = false;
        logger.log(`Database ${database} does not exist yet, creating it`);
        await createDatabase(options, database).catch((failure: Error) => {
          throw new DatabaseConnectionError(
            target,
            `${diagnosis.what} It could not be created either: ${failure.message}`,
            diagnosis.remedies,
            failure,
          );
        });
        continue;
      }
      if (!diagnosis.passing || Date.now() + delay > deadline) {
        throw new DatabaseConnectionError(target, diagnosis.what, diagnosis.remedies, error);
      }
      if (delay === FIRST_DELAY_MS) {
        const limit = Number.isFinite(timeoutMs) ? ` up to ${Math.round(timeoutMs / 1000)} s` : '';
        logger.log(`Waiting${limit} for PostgreSQL at ${describeTarget(target)}: ${diagnosis.what}`);
      }
      await sleep(delay);
    }
  }
}
