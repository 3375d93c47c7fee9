import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { initializeCluster } from '../../../src/local-postgres/cluster.initializer';
import { livePostmaster } from '../../../src/local-postgres/postmaster.file';
import { identityOf } from '../../../src/local-postgres/process.identity';
import { serverAccount } from '../../../src/local-postgres/server.account';
import { serverUrl } from '../../../src/local-postgres/server.connection';
import { startServer, stopServer } from '../../../src/local-postgres/server.control';
import { giveTo, placeAt } from '../../../src/local-postgres/state.directory';

/** A server with settings of its own that can be stopped and started; scram passwords, fsync off. */
export interface OwnServer {
  /** Superuser, database `postgres`; the port stays over a restart while nobody else takes it. */
  readonly url: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Stops it and removes its files. */
  remove(): Promise<void>;
}

export async function startOwnServer(settings: Record<string, string> = {}): Promise<OwnServer> {
  // The prefix and the owner are those of the throw-away servers, which clear away what killed runs left.
  const home = mkdtempSync(join(tmpdir(), 'throwaway-postgres-'));
  const place = placeAt(home, serverAccount(home));
  writeFileSync(join(home, 'owner'), identityOf(process.pid) ?? '');
  giveTo(place.account, home);
  const stop = async (): Promise<void> => {
    if (livePostmaster(place.data)) await stopServer(place, 'immediate');
  };
  const start = (): Promise<void> => startServer(place);
  const remove = async (): Promise<void> => {
    await stop();
    rmSync(home, { recursive: true, force: true });
  };
  try {
    await initializeCluster(place, { settings: { fsync: 'off', ...settings }, noSync: true });
    await start();
  } catch (error) {
    await remove();
    throw error;
  }
  return { url: serverUrl(place, livePostmaster(place.data)!.port, 'postgres'), start, stop, remove };
}
