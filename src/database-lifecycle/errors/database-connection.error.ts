import { DatabaseLifecycleError } from './database-lifecycle.error';

/** Where we tried to connect to; never holds a password. */
export interface ConnectionTarget {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly role: string;
  /** Set when reads are to go there, and nothing else. */
  readonly replica?: boolean;
}

export const describeTarget = ({ host, port, database, role, replica }: ConnectionTarget): string =>
  `${host}:${port}/${database} as ${role}${replica ? ', a read replica' : ''}`;

/** No connection could be made; the message tells the causes apart. */
export class DatabaseConnectionError extends DatabaseLifecycleError {
  constructor(target: ConnectionTarget, what: string, remedies: readonly string[], cause: unknown) {
    super(`Can not connect to PostgreSQL at ${describeTarget(target)}: ${what}`, remedies, { cause });
  }
}
