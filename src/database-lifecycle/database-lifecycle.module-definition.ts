import { ConfigurableModuleBuilder, type FactoryProvider } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { getDataSourceToken } from '@nestjs/typeorm';
import { setImmediate } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { DatabaseLifecycleService } from './database-lifecycle.service';
import { DEFAULT_DATA_SOURCE, getDatabaseLifecycleToken } from './database-lifecycle.tokens';
import { LifecycleConfigurationError } from './errors/lifecycle-configuration.error';
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

/** By their names as given to TypeOrmModule; `default` for the unnamed one. */
function namedDataSources(modules: ModulesContainer): string[] {
  const tokens = [...modules.values()].flatMap(({ providers }) => [...providers.keys()]);
  const named = tokens.flatMap((token) => /^(.+)DataSource$/.exec(typeof token === 'string' ? token : '')?.[1] ?? []);
  return [...(tokens.includes(getDataSourceToken()) ? [DEFAULT_DATA_SOURCE] : []), ...new Set(named)];
}

/** The DataSource of that name. Nest's own words for one that is not there tell neither its name nor the others'. */
const dataSourceProvider = (name: string): FactoryProvider<DataSource> => ({
  provide: LIFECYCLE_DATA_SOURCE,
  inject: [ModulesContainer, { token: getDataSourceToken(name), optional: true }],
  useFactory: async (modules: ModulesContainer, dataSource?: DataSource) => {
    if (dataSource) return dataSource;
    // Nest passes over one that failed to connect, too; its own module is just telling why, and has to be first.
    await setImmediate();
    throw LifecycleConfigurationError.noDataSource(name, namedDataSources(modules));
  },
});

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
            dataSourceProvider(dataSource),
            { provide: LIFECYCLE_DATA_SOURCE_NAME, useValue: dataSource },
            { provide: token, useClass: DatabaseLifecycleService },
            { provide: OWN_LIFECYCLE, useExisting: token },
          ],
          exports: [token],
        };
      },
    )
    .build();
