import { ConfigModule, registerAs } from '@nestjs/config';
import { resolveEnvironment } from '../database-lifecycle';
import { envFileFault } from './env.file';
import { EnvironmentError } from './environment.error';
import { parseEnvironment } from './environment.parser';

const isTest = resolveEnvironment().name === 'test';
// Nest would throw it while modules load, where nobody can tell it without a stack.
const unreadable = isTest ? undefined : envFileFault();

/**
 * The validated environment: inject it with `environmentConfig.KEY`, or call it outside of Nest.
 *
 * @throws {EnvironmentError} with every fault of the environment
 */
export const environmentConfig = registerAs('environment', () => {
  if (unreadable) throw new EnvironmentError([unreadable]);
  return parseEnvironment(process.env);
});

/**
 * Reads `.env` on import, so `environmentConfig()` sees it as well; what the process environment sets wins. Tests do
 * not read it: their outcome must not hang on a file of one checkout.
 */
export const EnvironmentModule = ConfigModule.forRoot({
  isGlobal: true,
  load: [environmentConfig],
  ignoreEnvFile: isTest || unreadable !== undefined,
});
