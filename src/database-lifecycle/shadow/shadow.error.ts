import { DatabaseLifecycleError, ExitCode } from '../errors/database-lifecycle.error';
import { quoteIdentifier } from '../sql/identifier';
import type { ShadowObstacle } from './shadow.place';

const PROVIDE =
  'Or give it another server, for scratch databases only: SHADOW_DATABASE_URL, or the option shadowServer of runCli.';

const ENVIRONMENT_REMEDY =
  'Run this in a development checkout or in CI, with ENVIRONMENT=development or ENVIRONMENT=test.';

/** What keeps scratch databases away from the connected server, in words, and what helps. */
export function obstacleWords(obstacle: ShadowObstacle): readonly [reason: string, remedy: string] {
  switch (obstacle.kind) {
    case 'environment':
      return [
        `this is environment "${obstacle.environment}", and only the server of development or test may hold one`,
        ENVIRONMENT_REMEDY,
      ];
    case 'stamp':
      return [
        `its database belongs to environment "${obstacle.environment}" by its own journal, whatever ENVIRONMENT says`,
        'Connect to a database of development or test.',
      ];
    case 'role':
      return [
        `role ${obstacle.role} may not create databases there`,
        `As a superuser: ALTER ROLE ${quoteIdentifier(obstacle.role)} CREATEDB;`,
      ];
    case 'read only':
      return [
        'it is read only (a standby, or default_transaction_read_only)',
        'Connect to the primary, as a role that may write.',
      ];
  }
}

/** A shadow database is not to be made here; nothing was changed. */
export class ShadowRefusedError extends DatabaseLifecycleError {
  override readonly exitCode = ExitCode.refused;

  /** The connected server is no place for shadows, and there is no other one. */
  static nowhere(obstacle: ShadowObstacle): ShadowRefusedError {
    const [reason, remedy] = obstacleWords(obstacle);
    return new ShadowRefusedError(
      `A shadow database is needed, and can not be made on the connected server: ${reason}.`,
      [remedy, PROVIDE],
    );
  }

  /** The server that was handed in does not let its role make databases. */
  static provided(obstacle: ShadowObstacle): ShadowRefusedError {
    const [reason, remedy] = obstacleWords(obstacle);
    return new ShadowRefusedError(`The server for shadow databases lets none be made: ${reason}.`, [remedy]);
  }

  /** The server that was handed in is the connected one, under another address or role. */
  static sameServer(environment: string): ShadowRefusedError {
    return new ShadowRefusedError(
      `The server for shadow databases is the connected server, and this is environment "${environment}": nothing but migrations changes that one.`,
      [
        'Name another server, for scratch databases only; or none, and a throw-away one is started where that is installed.',
      ],
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
