import { DatabaseLifecycleError, ExitCode } from './database-lifecycle.error';

/** The server grants the lifecycle lock and keeps nobody out by it. Nothing was changed. */
export class LocklessServerError extends DatabaseLifecycleError {
  override readonly exitCode = ExitCode.refused;

  /** @param version what `version()` answers */
  constructor(version: string, reason: string) {
    super(
      `The advisory locks of this server are no locks: ${reason}. Two processes would create, seed or migrate at the same time, each believing that it is alone. Found ${version}; expected PostgreSQL, or a server whose advisory locks exclude. Nothing was changed.`,
      [
        'Use PostgreSQL or a distribution with its locks; YugabyteDB has them since 2025.1.',
        'Else leave this module out there, and let one process alone run migrations: npx typeorm migration:run -d <file of the DataSource>',
      ],
    );
  }
}
