import { DatabaseLifecycleError, ExitCode } from '../errors/database-lifecycle.error';
import { obstacleWords } from '../shadow/shadow.error';
import type { ShadowObstacle } from '../shadow/shadow.place';

/** No database is made for a test here; nothing was changed. */
export class ScratchRefusedError extends DatabaseLifecycleError {
  override readonly exitCode = ExitCode.refused;

  constructor(obstacle: ShadowObstacle) {
    const [reason, remedy] = obstacleWords(obstacle);
    super(`A database for the test can not be made on the connected server: ${reason}.`, [remedy]);
  }
}
