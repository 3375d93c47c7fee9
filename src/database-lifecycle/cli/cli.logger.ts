import type { LoggerService, LogLevel } from '@nestjs/common';

const DETAILED: ReadonlySet<string | undefined> = new Set(['debug', 'verbose']);
/** What Nest tells of its own start says nothing about the database. */
const NEST_OWN: ReadonlySet<unknown> = new Set(['NestFactory', 'InstanceLoader', 'NestApplication']);

/** Whether a person asked for stack traces and every line, with LOG_LEVEL. */
export const isDetailed = (level: string | undefined): boolean => DETAILED.has(level);

/** Nest's logger while a command runs: standard output belongs to the command's answer, so all goes to standard error. */
export class CliLogger implements LoggerService {
  private readonly detailed: boolean;

  constructor(
    private readonly report: (line: string) => unknown,
    level: string | undefined,
  ) {
    this.detailed = isDetailed(level);
  }

  log = (message: unknown, ...rest: unknown[]): void => {
    if (this.detailed || !NEST_OWN.has(rest.at(-1))) this.write('log', message, rest);
  };

  warn = (message: unknown, ...rest: unknown[]): void => this.write('warn', message, rest);

  /** An error that ends the command is told by the command itself; Nest's ExceptionHandler would tell it first, with its stack. */
  error = (message: unknown, ...rest: unknown[]): void => {
    if (this.detailed || rest.at(-1) !== 'ExceptionHandler') this.write('error', message, rest);
  };

  fatal = (message: unknown, ...rest: unknown[]): void => this.write('fatal', message, rest);

  debug = (message: unknown, ...rest: unknown[]): void => {
    if (this.detailed) this.write('debug', message, rest);
  };

  verbose = this.debug;

  private write(level: LogLevel, message: unknown, rest: unknown[]): void {
    const context = typeof rest.at(-1) === 'string' ? `[${rest.at(-1)}] ` : '';
    const text = message instanceof Error ? (message.stack ?? message.message) : String(message);
    this.report(`${level} ${context}${text}`);
  }
}
