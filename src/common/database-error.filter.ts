import { type ArgumentsHost, Catch, HttpStatus, Logger, NotFoundException } from '@nestjs/common';
import { BaseExceptionFilter, HttpAdapterHost } from '@nestjs/core';
import type { DatabaseError } from 'pg';
import { DataSource, EntityNotFoundError, QueryFailedError } from 'typeorm';
import { toHttpException } from './database-error.mapper';

/** Answers for all features alike when a row is not there or the database refuses a change. */
@Catch(QueryFailedError, EntityNotFoundError)
export class DatabaseErrorFilter extends BaseExceptionFilter {
  private readonly logger = new Logger(DatabaseErrorFilter.name);

  constructor(
    private readonly dataSource: DataSource,
    adapterHost: HttpAdapterHost,
  ) {
    super(adapterHost.httpAdapter);
  }

  override catch(error: QueryFailedError<DatabaseError> | EntityNotFoundError, host: ArgumentsHost): void {
    if (error instanceof EntityNotFoundError) {
      const { name } = this.dataSource.getMetadata(error.entityClass);
      return super.catch(new NotFoundException(`There is no ${name.toLowerCase()} with this id`), host);
    }
    const exception = toHttpException(error, this.dataSource);
    if (exception.getStatus() >= HttpStatus.INTERNAL_SERVER_ERROR) this.logger.error(error.message, error.stack);
    return super.catch(exception, host);
  }
}
