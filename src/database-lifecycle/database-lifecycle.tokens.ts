import { Inject, type InjectionToken } from '@nestjs/common';
import { DatabaseLifecycleService } from './database-lifecycle.service';

/** What Nest calls the DataSource that was given no name. */
export const DEFAULT_DATA_SOURCE = 'default';

/**
 * What the {@link DatabaseLifecycleService} of a DataSource is injected by.
 * @param dataSource its name as given to TypeOrmModule; the unnamed one's is injected by its class
 */
export const getDatabaseLifecycleToken = (
  dataSource = DEFAULT_DATA_SOURCE,
): InjectionToken<DatabaseLifecycleService> =>
  dataSource === DEFAULT_DATA_SOURCE ? DatabaseLifecycleService : `${dataSource}DatabaseLifecycleService`;

/** Injects the {@link DatabaseLifecycleService} of a named DataSource, as `@InjectDataSource('name')` does that one. */
export const InjectDatabaseLifecycle = (dataSource?: string): ParameterDecorator & PropertyDecorator =>
  Inject(getDatabaseLifecycleToken(dataSource));
