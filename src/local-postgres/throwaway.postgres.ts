import { readFileSync, rmSync } from 'node:fs';
import { initializeCluster } from './cluster.initializer';
import { livePostmaster } from './postmaster.file';
import { serverAccount } from './server.account';
import { serverUrl } from './server.connection';
import { startError, startServer, stopServer } from './server.control';
import { giveTo, placeAt } from './state.directory';
import { leftThrowawayDirectories, makeThrowawayDirectory, throwawayPlace } from './throwaway.directory';

/** A server that runs until it is stopped. */
export interface ThrowawayPostgres {
  /** Superuser with password, database `postgres`. */
  readonly url: string;
  /** Stops the server and removes its directory; once only, however often it is called. */
  stop(): Promise<void>;
}

/** Nothing here has to survive a crash. */
const SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_wal_size: '256MB',
  max_connections: '200',
};

/**
 * A server of its own for tests: empty, 127.0.0.1 only. What killed runs left is removed first.
 *
 * @param directory in which its own is made; default: memory where Linux has 2 GB for it and TMPDIR is not set, else the
 *   system's temporary directory
 * @throws LocalPostgresError when there is none for this platform, none is installed, or it does not start
 */
export async function startThrowawayPostgres(directory = throwawayPlace()): Promise<ThrowawayPostgres> {
  // Another run may be removing one as well; what remains is for the next one.
  for (const left of leftThrowawayDirectories()) await remove(left).catch(() => undefined);
  const home = makeThrowawayDirectory(directory);
  let stopped: Promise<void> | undefined;
  try {
    return { url: await startIn(home), stop: () => (stopped ??= remove(home)) };
  } catch (error) {
    rmSync(home, { recursive: true, force: true });
    throw error;
  }
}

async function startIn(home: string): Promise<string> {
  const place = placeAt(home, serverAccount(home));
  giveTo(place.account, home);
  await initializeCluster(place, { settings: SETTINGS, noSync: true });
  // No remedies: what they would name is removed.
  await startServer(place, []);
  const server = livePostmaster(place.data);
  if (!server) throw startError(place, `${readFileSync(place.log, 'utf8')}It ended right after its start.`, []);
  return serverUrl(place, server.port, 'postgres');
}

async function remove(home: string): Promise<void> {
  const place = placeAt(home, serverAccount(home));
  if (livePostmaster(place.data)) await stopServer(place, 'immediate');
  rmSync(home, { recursive: true, force: true });
}
