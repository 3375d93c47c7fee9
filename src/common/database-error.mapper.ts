import {
  BadRequestException,
  ConflictException,
  type HttpException,
  InternalServerErrorException,
  ServiceUnavailableException,
} from '@nestjs/common';
import type { DataSource, EntityMetadata, QueryFailedError } from 'typeorm';

/** What PostgreSQL says of a statement that it refused, as far as it is looked at; pg has no types of its own. */
export type DatabaseError = Error & {
  readonly [Field in 'code' | 'schema' | 'table' | 'column' | 'constraint']?: string;
};

/** program_limit_exceeded: to an INSERT or UPDATE the size of a row in a table or an index, such as that of a unique text. */
const TOO_LONG = '54000';

/** Conditions that pass by themselves: serialization, deadlock, and the timeouts of locks, statements and transactions. */
const BUSY = new Set(['40001', '40P01', '55P03', '57014', '25P03', '25P04']);

const named = (metadata: EntityMetadata | undefined): string => metadata?.name.toLowerCase() ?? 'row';

function metadataOf({ schema, table }: DatabaseError, dataSource: DataSource): EntityMetadata | undefined {
  const candidates = dataSource.entityMetadatas.filter(({ tableName }) => tableName === table);
  return candidates.find((candidate) => candidate.schema === schema) ?? candidates[0];
}

function uniqueViolation(error: DatabaseError, metadata: EntityMetadata | undefined): HttpException {
  const columns =
    metadata?.uniques.find(({ name }) => name === error.constraint)?.columns ??
    metadata?.indices.find(({ name }) => name === error.constraint)?.columns ??
    metadata?.primaryColumns ??
    [];
  const fields = columns.map(({ propertyPath }) => propertyPath).join(' and ');
  return new ConflictException(`A ${named(metadata)} with this ${fields} already exists`);
}

function foreignKeyViolation(error: DatabaseError, metadata: EntityMetadata | undefined, sql: string): HttpException {
  const key = metadata?.foreignKeys.find(({ name }) => name === error.constraint);
  const parent = named(key?.referencedEntityMetadata);
  // Both sides of a key fail with the same code and the same table; only what was asked for tells them apart.
  if (/^\s*DELETE\b/i.test(sql)) {
    const relation = metadata?.relations.find(({ joinColumns: [column] }) => column && key?.columns.includes(column));
    return new ConflictException(`This ${parent} is still the ${relation?.propertyName} of a ${named(metadata)}`);
  }
  const fields = key?.columns.map(({ propertyPath }) => propertyPath).join(' and ');
  return new BadRequestException(`${fields}: there is no ${parent} with this id`);
}

/** What a client may know about a query that failed: our own names of things, never the driver's text. */
export function toHttpException(failure: QueryFailedError<DatabaseError>, dataSource: DataSource): HttpException {
  const error = failure.driverError;
  const code = error.code ?? '';
  const metadata = metadataOf(error, dataSource);
  if (code === '23505') return uniqueViolation(error, metadata);
  // PostgreSQL 18 tells a RESTRICT (23001) from the other violations of a foreign key.
  if (code === '23503' || code === '23001') return foreignKeyViolation(error, metadata, failure.query);
  if (code === '23502') {
    const field = metadata?.columns.find(({ databaseName }) => databaseName === error.column)?.propertyPath;
    // A column of the table that no entity has is no client's fault.
    return field ? new BadRequestException(`${field} must not be empty`) : new InternalServerErrorException();
  }
  if (code === '23514')
    return new BadRequestException(`A value breaks a rule of ${named(metadata)}: ${error.constraint}`);
  if (code.startsWith('22')) return new BadRequestException('A value is malformed or out of range');
  if (code === TOO_LONG) return new BadRequestException('A value is too long');
  if (BUSY.has(code)) return new ServiceUnavailableException('The database is busy, please try again');
  return new InternalServerErrorException();
}
