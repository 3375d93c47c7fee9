import { DataSource, type DataSourceOptions } from 'typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import { primaryOf } from '../connect/connection.target';
import { connectDataSource } from '../connect/data-source.connector';
import { onlyLooking } from '../connect/looking';
import { LifecycleConfigurationError } from '../errors/lifecycle-configuration.error';
import type { DatabaseLifecycleOptions } from '../interfaces/lifecycle-options.interface';
import { lifecycleSettings } from '../lifecycle.settings';
import { lifecycleTarget, type LifecycleTarget } from '../lifecycle.target';
import { connectedPlace } from '../shadow/shadow.database';
import type { Workshop } from '../shadow/shadow.maker';
import { ScratchRefusedError } from './scratch-refused.error';

/** One holds a lock while others work. */
const POOL_SIZE = 3;

/** @throws LifecycleConfigurationError for another kind of database */
export function postgresOptionsOf(app: DataSource | DataSourceOptions): PostgresDataSourceOptions {
  const options = app instanceof DataSource ? app.options : app;
  if (options.type !== 'postgres') throw LifecycleConfigurationError.notPostgres(options.type);
  return options;
}

/**
 * Lends the app and its server, as a place for scratch databases, to `work`: on connections of its own that write nothing
 * by being made, and are closed at the end.
 * @throws ScratchRefusedError outside development and test, without having connected when the variables say so, and where
 *   the role may not create databases; DatabaseConnectionError; LifecycleConfigurationError
 */
export async function onTestGround<Result>(
  options: PostgresDataSourceOptions,
  lifecycle: DatabaseLifecycleOptions,
  work: (target: LifecycleTarget, workshop: Workshop) => Promise<Result>,
): Promise<Result> {
  const { environment } = lifecycleSettings(lifecycle);
  if (environment.policy !== 'auto-create')
    throw new ScratchRefusedError({ kind: 'environment', environment: environment.name });
  const primary = { ...options, ...primaryOf(options), replication: undefined };
  const quiet = { installExtensions: false, subscribers: [], logging: false as const, poolSize: POOL_SIZE };
  const dataSource = await onlyLooking(() => connectDataSource({ ...primary, ...quiet }, { environment }));
  try {
    const installExtensions = options.installExtensions !== false;
    const target = { ...lifecycleTarget(dataSource, lifecycle), installExtensions };
    const { workshop, obstacle } = await connectedPlace(target);
    if (obstacle) throw new ScratchRefusedError(obstacle);
    return await work(target, workshop);
  } finally {
    await dataSource.destroy();
  }
}
