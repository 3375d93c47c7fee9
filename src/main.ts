import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { describeStartFailure, listenFailure } from './app.failure';
import { AppLogger } from './app.logger';
import { AppModule } from './app.module';
import { setUpApp } from './app.setup';
import { boundStop, endWhileStarting } from './app.shutdown';
import { environmentConfig } from './config/environment.config';
import { parseLogging } from './config/environment.parser';

// After the import that reads .env, and until the other variables are known to be usable.
Logger.overrideLogger(new AppLogger(parseLogging(process.env)));
const logger = new Logger('Start');

async function start(): Promise<void> {
  const environment = environmentConfig();
  const leaveSignals = endWhileStarting();
  const app = await NestFactory.create<NestExpressApplication>(AppModule, {
    logger: new AppLogger(environment),
    abortOnError: false,
  });
  setUpApp(app);
  // With exit code 0: as process 1 of a container it would survive a second signal to itself.
  app.enableShutdownHooks([], { useProcessExit: true });
  leaveSignals();
  boundStop(environment.SHUTDOWN_TIMEOUT_MS, logger);
  // Before it listens, so that what a feature's own port or host is at fault for is not told of these.
  await app.init();
  const { PORT, LISTEN_HOST } = environment;
  await (LISTEN_HOST === undefined ? app.listen(PORT) : app.listen(PORT, LISTEN_HOST)).catch((error: unknown) => {
    throw listenFailure(error);
  });
  logger.log(`Listening on ${(await app.getUrl()).replace(/\[::1]|127\.0\.0\.1/, 'localhost')}`);
}

start().catch((error: unknown) => {
  const { message, exitCode } = describeStartFailure(error);
  logger.fatal(message);
  logger.debug(error instanceof Error ? error.stack : error);
  process.exit(exitCode);
});
