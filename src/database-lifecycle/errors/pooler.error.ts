import { DatabaseLifecycleError, ExitCode } from './database-lifecycle.error';

/** A lock of the session is wanted, and a connection pooler stands between us and the session. Nothing was run. */
export class PoolerError extends DatabaseLifecycleError {
  override readonly exitCode = ExitCode.refused;

  constructor() {
    super(
      'A connection pooler (PgBouncer or another) stands before PostgreSQL. Migrations outside of one common transaction hold a lock of the session, which a pooler leaves behind on a connection that it then gives to others. Nothing was run.',
      [
        'Run migrations on a direct connection: DATABASE_URL=postgres://role@host:5432/database npm run migration:run',
        'Or run them in one transaction, which works through a pooler: migrationsTransactionMode "all", and no migration that sets "transaction".',
      ],
    );
  }
}
