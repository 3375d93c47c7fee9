import type { INestApplicationContext, LoggerService } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { within } from '../connect/time.limit';
import { thrownError } from '../errors/thrown.error';

/** How long the app's own hooks may take, in milliseconds. */
const CLOSE_MS = 5_000;

function connectedOf(app: INestApplicationContext): DataSource[] {
  const providers = [...app.get(ModulesContainer).values()].flatMap((module) => [...module.providers.values()]);
  const instances: unknown[] = providers.map(({ instance }) => instance);
  return [...new Set(instances)]
    .filter((one) => one instanceof DataSource)
    .filter(({ isInitialized }) => isInitialized);
}

/**
 * Closes the app after a command. Its shutdown hooks may need what onModuleInit() starts, which no command calls: if
 * they fail, or never end, the command has not failed for that. The connections are closed in any case.
 */
export async function endApp(app: INestApplicationContext, logger: LoggerService): Promise<void> {
  const detail: LoggerService['log'] = (...told) => logger.debug?.(...told);
  // Nest 12 tells what they throw.
  app.useLogger({ log: detail, warn: detail, error: detail });
  try {
    await within(CLOSE_MS, app.close());
  } catch (error) {
    detail(`The app did not close by itself: ${thrownError(error, 'The app').message}`, 'DatabaseLifecycle');
    for (const dataSource of connectedOf(app)) await dataSource.destroy().catch(() => undefined);
  }
}
