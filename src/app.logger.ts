import { ConsoleLogger } from '@nestjs/common';
import type { Environment } from './config/environment.schema';

/**
 * Nest's own logger as LOG_FORMAT and LOG_LEVEL want it. A failed start is told by main.ts in one line, so the stack
 * trace that Nest logs before it (context ExceptionHandler) is left out below LOG_LEVEL=debug.
 */
export class AppLogger extends ConsoleLogger {
  constructor({ LOG_FORMAT, LOG_LEVEL }: Pick<Environment, 'LOG_FORMAT' | 'LOG_LEVEL'>) {
    super({ json: LOG_FORMAT === 'json', logLevels: [LOG_LEVEL] });
  }

  override error(message: unknown, ...rest: unknown[]): void {
    if (rest.at(-1) === 'ExceptionHandler' && !this.isLevelEnabled('debug')) return;
    super.error(message, ...rest);
  }
}
