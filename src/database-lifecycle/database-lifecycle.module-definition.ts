import { ConfigurableModuleBuilder } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DatabaseLifecycleOptions } from './interfaces/lifecycle-options.interface';

/** Injects the DataSource that one registration of the module looks after. */
export const LIFECYCLE_DATA_SOURCE = Symbol('LIFECYCLE_DATA_SOURCE');

export interface DatabaseLifecycleExtras {
  /**
   * Nest gives a global module the greatest distance from the root, so that its bootstrap hook runs before every other
   * module's. Default: `true`.
   */
  isGlobal?: boolean;
  /** Name of the DataSource as given to TypeOrmModule. Default: the unnamed one. */
  dataSource?: string;
}

export const {
  ConfigurableModuleClass,
  MODULE_OPTIONS_TOKEN: LIFECYCLE_OPTIONS,
  OPTIONS_TYPE,
  ASYNC_OPTIONS_TYPE,
} = new ConfigurableModuleBuilder<DatabaseLifecycleOptions>({ moduleName: 'DatabaseLifecycle' })
  .setClassMethodName('forRoot')
  .setFactoryMethodName('createDatabaseLifecycleOptions')
  .setExtras<DatabaseLifecycleExtras>(
    { isGlobal: true, dataSource: undefined },
    (definition, { isGlobal, dataSource }) => ({
      ...definition,
      global: isGlobal,
      providers: [
        ...(definition.providers ?? []),
        { provide: LIFECYCLE_DATA_SOURCE, useExisting: getDataSourceToken(dataSource) },
      ],
    }),
  )
  .build();
