import { type ArgumentsHost, Catch, type HttpException, HttpStatus, Logger, NotFoundException } from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';
import type { Response } from 'express';
import { DataSource, EntityNotFoundError, QueryFailedError } from 'typeorm';
import { type DatabaseError, toHttpException } from './database-error.mapper';
import { isOutage, outage } from './database-outage';

/** In seconds, for the header Retry-After of a 503. */
const RETRY_AFTER = '1';
/** In milliseconds: a database that is out of reach fails every request, and one log line in this time says so. */
const SAID_EVERY_MS = 1_000;

/** Answers for all features alike when a row is not there, or the database refuses a change or is out of reach. */
@Catch()
export class DatabaseErrorFilter extends BaseExceptionFilter {
  private readonly logger = new Logger(DatabaseErrorFilter.name);
  private saidAt = -Infinity;

  constructor(private readonly dataSource: DataSource) {
    super();
  }

  override catch(failure: unknown, host: ArgumentsHost): void {
    const exception = this.exceptionFor(failure);
    const status = exception?.getStatus();
    if (status === HttpStatus.SERVICE_UNAVAILABLE) {
      this.sayOnce(failure as Error);
      host.switchToHttp().getResponse<Response>().setHeader('Retry-After', RETRY_AFTER);
    } else if (status === HttpStatus.INTERNAL_SERVER_ERROR) {
      const { message, stack } = failure as Error;
      this.logger.error(message, stack);
    }
    // oxlint-disable-next-line promise/valid-params -- the catch of a filter
    super.catch(exception ?? failure, host);
  }

  /** Undefined for what Nest answers by itself. */
  private exceptionFor(failure: unknown): HttpException | undefined {
    if (failure instanceof EntityNotFoundError)
      return new NotFoundException(`There is no ${this.nameOf(failure)} with this id`);
    if (isOutage(failure)) return outage();
    if (failure instanceof QueryFailedError)
      return toHttpException(failure as QueryFailedError<DatabaseError>, this.dataSource);
    return undefined;
  }

  /** Logs the cause, which clients are not told. */
  private sayOnce({ message }: Error): void {
    if (performance.now() - this.saidAt < SAID_EVERY_MS) return;
    this.saidAt = performance.now();
    this.logger.error(`${message} (a client was asked to try again; what is wrong: npm run db:status)`);
  }

  private nameOf({ entityClass }: EntityNotFoundError): string {
    return this.dataSource.getMetadata(entityClass).name.toLowerCase();
  }
}
