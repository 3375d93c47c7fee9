import { ConfigModule, registerAs } from '@nestjs/config';
import { resolveEnvironment } from '../database-lifecycle';
import { parseEnvironment } from './environment.parser';

/**
 * The validated environment: inject it with `environmentConfig.KEY`, or call it outside of Nest.
 *
 * @throws {EnvironmentError} with every fault of the environment
 */
export const environmentConfig = registerAs('environment', () => parseEnvironment(process.env));

/**
 * Reads `.env` on import, so `environmentConfig()` sees it as well; what the process environment sets wins. Tests do
 * not read it: their outcome must not hang on a file of one checkout.
 */
export const EnvironmentModule = ConfigModule.forRoot({
  isGlobal: true,
  load: [environmentConfig],
  ignoreEnvFile: resolveEnvironment().name === 'test',
});
