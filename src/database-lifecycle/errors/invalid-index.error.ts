import { DatabaseLifecycleError, ExitCode } from './database-lifecycle.error';

interface Index {
  readonly index: string;
  readonly table: string;
}

export const dropInvalid = ({ index, table }: Index): string =>
  `Index ${index} on ${table} is invalid, left by a failed CREATE INDEX CONCURRENTLY; remove it: DROP INDEX CONCURRENTLY ${index};`;

/**
 * An invalid index is there before a migration that may be the one that left it: with IF NOT EXISTS it would count as
 * made. Nothing was run.
 */
export class InvalidIndexError extends DatabaseLifecycleError {
  override readonly exitCode = ExitCode.refused;

  constructor(migration: string, indexes: readonly Index[]) {
    super(
      `Migration ${migration} runs without a transaction, and this database has what a failed one leaves. Nothing was run.`,
      [...indexes.map(dropInvalid), 'Then: npm run migration:run'],
    );
  }
}
