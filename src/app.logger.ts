import { ConsoleLogger } from '@nestjs/common';
import type { Environment } from './config/environment.schema';

/** Who in Nest logs the error of a failed start before throwing it: while creating the app, and while listening. */
const START_FAILURES = new Set<unknown>(['ExceptionHandler', 'NestApplication']);

/** Nest's own logger as LOG_FORMAT and LOG_LEVEL want it. A failed start is told once, by main.ts, and not by Nest. */
export class AppLogger extends ConsoleLogger {
  constructor({ LOG_FORMAT, LOG_LEVEL }: Pick<Environment, 'LOG_FORMAT' | 'LOG_LEVEL'>) {
    super({ json: LOG_FORMAT === 'json', logLevels: [LOG_LEVEL] });
  }

  override error(message: unknown, ...rest: unknown[]): void {
    if (START_FAILURES.has(rest.at(-1)) && !this.isLevelEnabled('debug')) return;
    super.error(message, ...rest);
  }
}
