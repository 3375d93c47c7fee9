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
  readonly [Field in 'code' | 'detail' | 'schema' | 'table' | 'column' | 'constraint']?: string;
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

/**
 * The fields of a key that no entity has by its name, such as a primary key or one made by hand. PostgreSQL tells them as
 * `Key (column, ...)=(value, ...)` in each language; not those of an expression, nor what a policy may hide.
 */
function fieldsTold({ detail = '' }: DatabaseError, metadata: EntityMetadata | undefined): string[] {
  const [, list = ''] = /\((.+?)\)=\(/s.exec(detail) ?? [];
  const fields = list.split(', ').map((name) => {
    const column = metadata?.columns.find(({ databaseName }) => databaseName === name.replaceAll('"', ''));
    return column?.propertyPath ?? '';
  });
  return fields.includes('') ? [] : fields;
}

function fieldsOf(
  error: DatabaseError,
  metadata: EntityMetadata | undefined,
  own: readonly { readonly propertyPath: string }[] | undefined,
): string | undefined {
  const fields = own?.map(({ propertyPath }) => propertyPath) ?? fieldsTold(error, metadata);
  return fields.length > 0 ? fields.join(' and ') : undefined;
}

function uniqueViolation(error: DatabaseError, metadata: EntityMetadata | undefined): HttpException {
  const keys = [...(metadata?.uniques ?? []), ...(metadata?.indices ?? [])];
  const own = keys.find(({ name }) => name === error.constraint);
  const fields = fieldsOf(error, metadata, own?.columns) ?? 'value';
  return new ConflictException(`A ${named(metadata)} with this ${fields} already exists`);
}

function foreignKeyViolation(error: DatabaseError, metadata: EntityMetadata | undefined, sql: string): HttpException {
  const key = metadata?.foreignKeys.find(({ name }) => name === error.constraint);
  const parent = named(key?.referencedEntityMetadata);
  // Both sides of a key fail with the same code and the same table; only what was asked for tells them apart.
  if (/^\s*DELETE\b/i.test(sql)) {
    const relation = metadata?.relations.find(({ joinColumns: [column] }) => column && key?.columns.includes(column));
    return new ConflictException(
      relation
        ? `This ${parent} is still the ${relation.propertyName} of a ${named(metadata)}`
        : 'Another row still refers to this one',
    );
  }
  const fields = fieldsOf(error, metadata, key?.columns) ?? 'a value';
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
  // Of a row that fits into no partition it names no constraint.
  const rule = error.constraint ? `: ${error.constraint}` : '';
  if (code === '23514') return new BadRequestException(`A value breaks a rule of ${named(metadata)}${rule}`);
  // Of an exclusion constraint.
  if (code === '23P01') return new ConflictException(`Another ${named(metadata)} excludes this one${rule}`);
  if (code.startsWith('22')) return new BadRequestException('A value is malformed or out of range');
  if (code === TOO_LONG) return new BadRequestException('A value is too long');
  if (BUSY.has(code)) return new ServiceUnavailableException('The database is busy, please try again');
  return new InternalServerErrorException();
}
