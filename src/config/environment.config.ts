import { Logger } from '@nestjs/common';
import { ConfigModule, registerAs } from '@nestjs/config';
import { resolveEnvironment } from '../database-lifecycle';
import { inspectEnvFile, NO_ENV_FILE } from './env.file';
import { parseEnvironment } from './environment.parser';
import { misspeltVariables } from './misspelt.variables';

const isTest = resolveEnvironment().name === 'test';
// Nest would throw for an unreadable file while modules load, and nobody could catch that: a stack trace.
const { isReadable, faults, places } = isTest ? NO_ENV_FILE : inspectEnvFile();

/**
 * The validated environment: inject it with `environmentConfig.KEY`, or call it outside of Nest.
 *
 * @throws {EnvironmentError} with every fault of the environment and of `.env`
 */
export const environmentConfig = registerAs('environment', () => parseEnvironment(process.env, faults, places));

/**
 * Reads `.env` on import, so that `environmentConfig()` sees it too; the process environment wins. Tests do not read
 * it: their outcome must not depend on a file of one checkout.
 */
export const EnvironmentModule = ConfigModule.forRoot({
  isGlobal: true,
  load: [environmentConfig],
  ignoreEnvFile: !isReadable,
});

/** Warns of what in `.env` is nearly a variable of this app. */
export function warnOfMisspeltVariables(): void {
  for (const said of misspeltVariables(places, process.env)) new Logger('Environment').warn(said);
}
