import { ConfigurableModuleBuilder } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import { DatabaseLifecycleService } from './database-lifecycle.service';
import { DEFAULT_DATA_SOURCE, getDatabaseLifecycleToken } from './database-lifecycle.tokens';
import type { DatabaseLifecycleOptions } from './interfaces/lifecycle-options.interface';
import {
  LIFECYCLE_DATA_SOURCE,
  LIFECYCLE_DATA_SOURCE_NAME,
  LIFECYCLE_OPTIONS,
  OWN_LIFECYCLE,
} from './lifecycle.injection';

/** What `forRoot()` and `forRootAsync()` take beside the options. */
export interface DatabaseLifecycleExtras {
  /**
   * Whether the module is global. Nest runs the bootstrap hooks of global modules before those of all others, and among
   * global modules in the order of import: import this one before the app's own.
   * Default: `true`.
   */
  isGlobal?: boolean;
  /**
   * Name of the DataSource as given to TypeOrmModule; an app with several registers the module once for each. Its service is
   * injected by `@InjectDatabaseLifecycle(name)` then. Default: the unnamed one.
   */
  dataSource?: string;
}

export const { ConfigurableModuleClass, OPTIONS_TYPE, ASYNC_OPTIONS_TYPE } =
  new ConfigurableModuleBuilder<DatabaseLifecycleOptions>({
    moduleName: 'DatabaseLifecycle',
    optionsInjectionToken: LIFECYCLE_OPTIONS,
  })
    .setClassMethodName('forRoot')
    .setFactoryMethodName('createDatabaseLifecycleOptions')
    .setExtras<DatabaseLifecycleExtras>(
      { isGlobal: true, dataSource: undefined },
      (definition, { isGlobal, dataSource = DEFAULT_DATA_SOURCE }) => {
        const token = getDatabaseLifecycleToken(dataSource);
        return {
          ...definition,
          global: isGlobal,
          providers: [
            ...(definition.providers ?? []),
            { provide: LIFECYCLE_DATA_SOURCE, useExisting: getDataSourceToken(dataSource) },
            { provide: LIFECYCLE_DATA_SOURCE_NAME, useValue: dataSource },
            { provide: token, useClass: DatabaseLifecycleService },
            { provide: OWN_LIFECYCLE, useExisting: token },
          ],
          exports: [token],
        };
      },
    )
    .build();
