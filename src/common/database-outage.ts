import { ServiceUnavailableException } from '@nestjs/common';
import { QueryFailedError } from 'typeorm';

/**
 * SQLSTATE classes of a server that can not serve: connection exceptions, insufficient resources, operator intervention
 * other than a statement timeout; and a primary that became a standby.
 */
const OUTAGE_STATE = /^(08...|53...|57P..|25006)$/;
/** A database that lets nobody in, and a password or role that changed while the app runs. */
const REFUSED_STATE = /^(55000|3D000|28...)$/;
const SOCKET_CODE = /^(ECONN\w+|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/;
/** What node-postgres and its pool say without a code. */
const NO_CONNECTION =
  /^(timeout exceeded when trying to connect|Connection terminated|timeout expired|Client has encountered a connection error|Client was closed|Cannot use a pool after calling end|Driver not Connected)/;

interface Failure {
  readonly code?: string;
  readonly message?: string;
  readonly syscall?: string;
  readonly errors?: readonly Failure[];
}

// A client that breaks off its request has such a code as well, but no system call.
const isSocketFailure = ({ code = '', syscall }: Failure): boolean => syscall !== undefined && SOCKET_CODE.test(code);

const meansOutage = (failure: Failure): boolean =>
  OUTAGE_STATE.test(failure.code ?? '') ||
  isSocketFailure(failure) ||
  NO_CONNECTION.test(failure.message ?? '') ||
  (failure.errors ?? []).some(meansOutage);

/**
 * Whether the database, or a connection of the pool, could not be had in time. TypeORM passes on what happens while
 * connecting as the driver throws it, and wraps only what happens to a query.
 */
export function isOutage(failure: unknown): boolean {
  if (failure instanceof QueryFailedError) return meansOutage(failure.driverError as Failure);
  if (typeof failure !== 'object' || failure === null) return false;
  const { code = '' } = failure as Failure;
  return meansOutage(failure as Failure) || REFUSED_STATE.test(code);
}

export const outage = (): ServiceUnavailableException =>
  new ServiceUnavailableException('The database is busy or out of reach, please try again');
