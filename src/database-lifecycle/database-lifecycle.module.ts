import { Module, type DynamicModule, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { ConfigurableModuleClass, type OPTIONS_TYPE } from './database-lifecycle.module-definition';
import { DatabaseLifecycleService } from './database-lifecycle.service';

/**
 * Creates the tables that are missing when the application bootstraps in development or test, then runs the seeders
 * that are due; in every other environment it only says what is missing. It never alters or drops a table.
 *
 * A module that queries in its own `onModuleInit` runs earlier than this: there, await `DatabaseLifecycleService.ready()`.
 */
@Module({ imports: [DiscoveryModule], providers: [DatabaseLifecycleService], exports: [DatabaseLifecycleService] })
export class DatabaseLifecycleModule extends ConfigurableModuleClass implements OnApplicationBootstrap {
  /** Nest's own wants an object, although each option has a default. */
  static override forRoot(options: typeof OPTIONS_TYPE = {}): DynamicModule {
    return super.forRoot(options);
  }

  constructor(private readonly lifecycle: DatabaseLifecycleService) {
    super();
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.lifecycle.ready();
  }
}
