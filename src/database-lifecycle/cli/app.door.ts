import type { DynamicModule, INestApplicationContext, LoggerService, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DatabaseLifecycleService } from '../database-lifecycle.service';
import { UsageError } from '../errors/usage.error';

type RootModule = Type | DynamicModule;

/** Loads the app's root module, e.g. `() => require('./app.module').AppModule`; called once a command is known to run. */
export type ModuleLoader = () => RootModule | Promise<RootModule>;

function lifecycleOf(app: INestApplicationContext, module: RootModule): DatabaseLifecycleService {
  try {
    return app.get(DatabaseLifecycleService, { strict: false });
  } catch {
    throw UsageError.noLifecycleModule(('module' in module ? module.module : module).name);
  }
}

/**
 * Lends the app's own DataSource, options and seeders to `work`. The app is created and never initialized: every
 * provider is there, and no lifecycle hook has run, so that looking never acts.
 * @param explain finds a better error for an app that can not be created
 */
export async function throughTheApp<Result>(
  load: ModuleLoader,
  logger: LoggerService,
  work: (lifecycle: DatabaseLifecycleService) => Promise<Result>,
  explain: (error: unknown) => Promise<unknown> = async (error) => error,
): Promise<Result> {
  const module = await load();
  const app = await NestFactory.create(module, { logger, abortOnError: false }).catch(async (error: unknown) => {
    throw await explain(error);
  });
  try {
    return await work(lifecycleOf(app, module));
  } finally {
    await app.close();
  }
}
