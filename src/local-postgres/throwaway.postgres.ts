import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { initializeCluster } from './cluster.initializer';
import { livePostmaster } from './postmaster.file';
import { identityOf, isAlive } from './process.identity';
import { serverAccount } from './server.account';
import { serverUrl } from './server.connection';
import { startServer, stopServer } from './server.control';
import { giveTo, placeAt } from './state.directory';

export interface ThrowawayPostgres {
  /** Superuser, database `postgres`. */
  readonly url: string;
  /** Stops the server and removes its directory. */
  stop(): Promise<void>;
}

const PREFIX = 'throwaway-postgres-';
const OWNER_GRACE_MS = 60_000;

/** Nothing here has to survive a crash. */
const SETTINGS = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' };

/**
 * A server of its own for tests: empty, 127.0.0.1 only, in the system's temporary directory. What killed runs left there
 * is removed first.
 */
export async function startThrowawayPostgres(): Promise<ThrowawayPostgres> {
  await removeLeftOvers();
  const home = mkdtempSync(join(tmpdir(), PREFIX));
  const place = placeAt(home, serverAccount(home));
  writeFileSync(join(home, 'owner'), identityOf(process.pid) ?? '');
  giveTo(place.account, home);
  try {
    await initializeCluster(place, { settings: SETTINGS, noSync: true });
    await startServer(place);
  } catch (error) {
    rmSync(home, { recursive: true, force: true });
    throw error;
  }
  const server = livePostmaster(place.data);
  if (!server) throw new Error(`the throw-away PostgreSQL in ${home} ended right after its start`);
  return { url: serverUrl(place, server.port, 'postgres'), stop: () => remove(home) };
}

async function remove(home: string): Promise<void> {
  const place = placeAt(home, serverAccount(home));
  if (livePostmaster(place.data)) await stopServer(place, 'immediate');
  rmSync(home, { recursive: true, force: true });
}

/** Of this user only: another user's are theirs to remove. */
async function removeLeftOvers(): Promise<void> {
  const homes = readdirSync(tmpdir()).filter((name) => name.startsWith(PREFIX));
  for (const home of homes.map((name) => join(tmpdir(), name))) {
    const owner = statSync(home, { throwIfNoEntry: false })?.uid;
    const isOurs = process.getuid?.() === 0 || owner === process.getuid?.();
    // Another run may be removing it as well; what remains is for the next one.
    if (isOurs && isLeftOver(home)) await remove(home).catch(() => undefined);
  }
}

function isLeftOver(home: string): boolean {
  try {
    return !isAlive(readFileSync(join(home, 'owner'), 'utf8'));
  } catch {
    // No owner: it is being made right now, or its maker was killed before it could say who it is.
    const made = statSync(home, { throwIfNoEntry: false });
    return made !== undefined && Date.now() - made.mtimeMs > OWNER_GRACE_MS;
  }
}
