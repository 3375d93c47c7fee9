import { DatabaseLifecycleError } from './database-lifecycle.error';
import { printable } from './printable';

/** Where we tried to connect to; never holds a password. */
export interface ConnectionTarget {
  readonly host: string;
  readonly port: number;
  /** Undefined where nothing names it: neither the options, nor a variable, nor the role. */
  readonly database?: string;
  /** Undefined where nothing names it: neither the options, nor a variable, nor the operating system. */
  readonly role?: string;
  /** Set when reads are to go there, and nothing else. */
  readonly replica?: boolean;
}

/** For display only; never used as a name. */
const NAMELESS = '(no name)';

/** The names of a target may be anything that somebody has typed. */
export const printableTarget = (target: ConnectionTarget): Required<Omit<ConnectionTarget, 'replica'>> => ({
  host: printable(target.host),
  port: target.port,
  database: printable(target.database ?? NAMELESS),
  role: printable(target.role ?? NAMELESS),
});

export function describeTarget(target: ConnectionTarget): string {
  const { host, port, database, role } = printableTarget(target);
  return `${host}:${port}/${database} as ${role}${target.replica ? ', a read replica' : ''}`;
}

/** No connection could be made; the message tells the causes apart. */
export class DatabaseConnectionError extends DatabaseLifecycleError {
  constructor(target: ConnectionTarget, what: string, remedies: readonly string[], cause: unknown) {
    super(`Can not connect to PostgreSQL at ${describeTarget(target)}: ${what}`, remedies, { cause });
  }
}

/** Something was to be written where nothing can be. */
export class ReadOnlyServerError extends DatabaseLifecycleError {
  constructor(target: ConnectionTarget, cause: unknown) {
    super(
      `PostgreSQL at ${describeTarget(target)} takes no writes: it is a standby (in recovery), or default_transaction_read_only is on; expected the primary. Nothing was changed.`,
      [
        'Connect to the primary. Was it promoted, or set writable, a moment ago: run it again. See which it is: npm run db:status',
      ],
      { cause },
    );
  }
}

const LOOK_BETWEEN = 'See the server log, and what stands between (proxy, pooler, firewall).';

/** A remark for an error that itself says what the loss means. */
export const lostAt = (target: ConnectionTarget): string =>
  `The connection to PostgreSQL at ${describeTarget(target)} was lost. ${LOOK_BETWEEN}`;

/** An established connection ended in the middle of the work. */
export class ConnectionLostError extends DatabaseLifecycleError {
  constructor(target: ConnectionTarget, reason: string, cause: unknown) {
    // The cause may tell how far it came; its remedies are dropped, as they are not about the connection.
    const during = cause instanceof DatabaseLifecycleError ? `\n${cause.message.split('\n  -> ')[0]}` : '';
    super(
      `The connection to PostgreSQL at ${describeTarget(target)} was lost: ${reason}. What was not committed is rolled back.${during}`,
      [`Run it again: what is done is not done twice. ${LOOK_BETWEEN}`],
      { cause },
    );
  }
}

/** A connection ended at the COMMIT of what is not to be done twice. */
export class UnknownOutcomeError extends DatabaseLifecycleError {
  /** @param shownBy what shows whether it was committed */
  constructor(target: ConnectionTarget, reason: string, shownBy: string, cause: unknown) {
    super(
      `The connection to PostgreSQL at ${describeTarget(target)} was lost at COMMIT: ${reason}. So whether all of it was done, or nothing, is not known here.`,
      [`See whether it was, before you call it again: ${shownBy}`, LOOK_BETWEEN],
      { cause },
    );
  }
}

/** The app ended its own connections in the middle of the work. */
export class DataSourceClosedError extends DatabaseLifecycleError {
  constructor(cause: unknown) {
    super(
      'The app was closed, and its DataSource with it, before this was done. What was not committed is rolled back.',
      [
        'Start it again: what is done is not done twice. Where a test or script closes it: await app.init() or app.listen() before app.close().',
      ],
      { cause },
    );
  }
}
