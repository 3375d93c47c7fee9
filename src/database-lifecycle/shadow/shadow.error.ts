import { DatabaseLifecycleError, ExitCode } from '../errors/database-lifecycle.error';
import { quoteIdentifier } from '../sql/identifier';

/** A shadow database is not to be made here; nothing was changed. */
export class ShadowRefusedError extends DatabaseLifecycleError {
  override readonly exitCode = ExitCode.refused;

  static environment(environment: string): ShadowRefusedError {
    return new ShadowRefusedError(
      `A shadow database is made on the server of development and test only, and this is environment "${environment}".`,
      ['Run the command in a development checkout or in CI, with ENVIRONMENT=development or ENVIRONMENT=test.'],
    );
  }

  static role(role: string, cause: unknown): ShadowRefusedError {
    return new ShadowRefusedError(
      `A shadow database is needed, and role ${role} may not create one on this server.`,
      [
        `As a superuser: ALTER ROLE ${quoteIdentifier(role)} CREATEDB;`,
        'Or point DATABASE_URL at a server where it may; on your own machine leave DATABASE_URL unset.',
      ],
      { cause },
    );
  }
}

/** What we connected to is not the shadow that was just made: work that creates and drops must not touch it. */
export class NotTheShadowError extends DatabaseLifecycleError {
  constructor(expected: string, found: string) {
    super(`Connected to database ${found} where the shadow database ${expected} was expected; nothing was changed.`, [
      "Keep the database's name in the url or the database option of the DataSource, not in extra.",
    ]);
  }
}
