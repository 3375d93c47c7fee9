import { Inject, Module, type DynamicModule, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import { DiscoveryModule, ModulesContainer } from '@nestjs/core';
import { ConfigurableModuleClass, type OPTIONS_TYPE } from './database-lifecycle.module-definition';
import type { DatabaseLifecycleService } from './database-lifecycle.service';
import { LifecycleConfigurationError } from './errors/lifecycle-configuration.error';
import { LIFECYCLE_DATA_SOURCE_NAME, OWN_LIFECYCLE } from './lifecycle.injection';

/**
 * Creates the tables that are missing when the application bootstraps in development or test, then runs the seeders
 * that are due; in every other environment it only says what is missing. It never alters or drops a table.
 *
 * A module that queries in its own `onModuleInit` runs earlier than this: there, await `DatabaseLifecycleService.ready()`.
 */
@Module({ imports: [DiscoveryModule] })
export class DatabaseLifecycleModule extends ConfigurableModuleClass implements OnModuleInit, OnApplicationBootstrap {
  /**
   * The module with its options given at once.
   * @param options each has a default
   */
  static override forRoot(options: typeof OPTIONS_TYPE = {}): DynamicModule {
    return super.forRoot(options);
  }

  constructor(
    /** Of its DataSource. */
    @Inject(OWN_LIFECYCLE) readonly lifecycle: DatabaseLifecycleService,
    /** Its DataSource's name; `default` for the unnamed one. */
    @Inject(LIFECYCLE_DATA_SOURCE_NAME) readonly dataSourceName: string,
    private readonly modules: ModulesContainer,
  ) {
    super();
  }

  /**
   * The registrations of an app, one for each DataSource.
   * @throws LifecycleConfigurationError when a DataSource has two
   */
  static allOf(modules: ModulesContainer): DatabaseLifecycleModule[] {
    const all = [...modules.values()].map(({ instance }) => instance).filter((one) => one instanceof this);
    const names = all.map(({ dataSourceName }) => dataSourceName);
    const twice = names.find((name, index) => names.indexOf(name) < index);
    if (twice !== undefined) throw LifecycleConfigurationError.registeredTwice(twice);
    return all;
  }

  /** @throws LifecycleConfigurationError when a DataSource has two registrations */
  onModuleInit(): void {
    DatabaseLifecycleModule.allOf(this.modules);
  }

  /** Waits for {@link DatabaseLifecycleService.ready}; what it throws fails the start. */
  async onApplicationBootstrap(): Promise<void> {
    await this.lifecycle.ready();
  }
}
