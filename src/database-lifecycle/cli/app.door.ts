import type { DynamicModule, LoggerService, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { forCommand } from '../connect/looking';
import type { DatabaseLifecycleService } from '../database-lifecycle.service';
import { nameEarlyQuery } from '../errors/early-query.error';
import { nameUnloadable } from '../errors/unloadable-file.error';
import { endApp } from './app.ending';
import { chosenLifecycle } from './lifecycle.choice';
import { noServer } from './no-server.adapter';

/** A class with `@Module()`, or what a `forRoot()` returns. */
export type RootModule = Type | DynamicModule;

/** Loads the app's root module, e.g. `() => require('./app.module').AppModule`; called once a command is known to run. */
export type ModuleLoader = () => RootModule | Promise<RootModule>;

interface AppDoorOptions {
  /** Finds a better error for an app that can not be created. */
  explain?(error: unknown): Promise<unknown>;
  /** Name of the DataSource, where the app looks after several. */
  readonly dataSource?: string;
}

async function loaded(load: ModuleLoader): Promise<RootModule> {
  try {
    return await load();
  } catch (error) {
    throw nameUnloadable(error);
  }
}

/**
 * Lends the app's own DataSource, options and seeders to `work`. The app is created and never initialized: every
 * provider is there, and no lifecycle hook has run, so that looking never acts.
 */
export async function throughTheApp<Result>(
  load: ModuleLoader,
  logger: LoggerService,
  work: (lifecycle: DatabaseLifecycleService) => Promise<Result>,
  { explain = async (error) => error, dataSource }: AppDoorOptions = {},
): Promise<Result> {
  const module = await loaded(load);
  const app = await forCommand(() =>
    NestFactory.create(module, noServer(), { logger, abortOnError: false }).catch(async (error: unknown) => {
      throw nameUnloadable(await explain(nameEarlyQuery(error)));
    }),
  );
  try {
    return await work(chosenLifecycle(app, ('module' in module ? module.module : module).name, dataSource));
  } finally {
    await endApp(app, logger);
  }
}
