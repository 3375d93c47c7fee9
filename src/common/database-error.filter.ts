import { type ArgumentsHost, Catch, type ExceptionFilter, HttpStatus, Logger, NotFoundException } from '@nestjs/common';
import type { Response } from 'express';
import type { DatabaseError } from 'pg';
import { DataSource, EntityNotFoundError, QueryFailedError } from 'typeorm';
import { toHttpException } from './database-error.mapper';

type Failure = QueryFailedError<DatabaseError> | EntityNotFoundError;

/** Answers for all features alike when a row is not there or the database refuses a change. */
@Catch(QueryFailedError, EntityNotFoundError)
export class DatabaseErrorFilter implements ExceptionFilter<Failure> {
  private readonly logger = new Logger(DatabaseErrorFilter.name);

  constructor(private readonly dataSource: DataSource) {}

  catch(failure: Failure, host: ArgumentsHost): void {
    const exception =
      failure instanceof EntityNotFoundError
        ? new NotFoundException(`There is no ${this.nameOf(failure)} with this id`)
        : toHttpException(failure, this.dataSource);
    // What no client can cause is for the log only.
    if (exception.getStatus() >= HttpStatus.INTERNAL_SERVER_ERROR) this.logger.error(failure.message, failure.stack);
    host.switchToHttp().getResponse<Response>().status(exception.getStatus()).json(exception.getResponse());
  }

  private nameOf({ entityClass }: EntityNotFoundError): string {
    return this.dataSource.getMetadata(entityClass).name.toLowerCase();
  }
}
