import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { initializeCluster } from '../../../src/local-postgres/cluster.initializer';
import { livePostmaster } from '../../../src/local-postgres/postmaster.file';
import { serverAccount } from '../../../src/local-postgres/server.account';
import { serverUrl } from '../../../src/local-postgres/server.connection';
import { startServer, stopServer } from '../../../src/local-postgres/server.control';
import { giveTo, placeAt, type ClusterPlace } from '../../../src/local-postgres/state.directory';
import { makeThrowawayDirectory } from '../../../src/local-postgres/throwaway.directory';

/** A server with settings of its own that can be stopped and started; scram passwords, fsync off. */
export interface OwnServer {
  /** Directory of its files. */
  readonly home: string;
  /** Superuser, database `postgres`; the port stays over a restart. */
  readonly url: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Stops it and removes its files. */
  remove(): Promise<void>;
}

const RESTARTS = 100;
const PAUSE_MS = 100;
/** Below the ports that systems give to outgoing connections (Linux 32768, IANA 49152), of which one could take it meanwhile. */
const PORTS = { first: 20_000, number: 12_000 };

/** Makes the files of a server by `prepare`, and starts it. */
async function start(home: string, prepare: (place: ClusterPlace) => unknown): Promise<OwnServer> {
  const place = placeAt(home, serverAccount(home));
  giveTo(place.account, home);
  writeFileSync(place.port, String(PORTS.first + randomInt(PORTS.number)));
  giveTo(place.account, place.port);
  const stop = async (): Promise<void> => {
    if (!livePostmaster(place.data)) return;
    // It takes a server that ends at just this moment for a failure.
    await stopServer(place, 'immediate').catch(
      async () => livePostmaster(place.data) && stopServer(place, 'immediate'),
    );
  };
  const start = (): Promise<void> => startServer(place);
  /** Right after a stop its port may seem taken, so that it would get another one; 10 s at most. */
  const startAgain = async (port: number): Promise<void> => {
    for (let attempt = 1; ; attempt += 1) {
      await start();
      if (livePostmaster(place.data)?.port === port) return;
      if (attempt === RESTARTS) throw new Error(`Port ${port} is not free again`);
      await stop();
      writeFileSync(place.port, String(port));
      await sleep(PAUSE_MS);
    }
  };
  const remove = async (): Promise<void> => {
    await stop();
    rmSync(home, { recursive: true, force: true });
  };
  try {
    await prepare(place);
    await start();
  } catch (error) {
    await remove();
    throw error;
  }
  const { port } = livePostmaster(place.data)!;
  return { home, url: serverUrl(place, port, 'postgres'), start: () => startAgain(port), stop, remove };
}

export const startOwnServer = (settings: Record<string, string> = {}): Promise<OwnServer> =>
  start(makeThrowawayDirectory(), (place) =>
    initializeCluster(place, { settings: { fsync: 'off', ...settings }, noSync: true }),
  );

/** A hot standby that follows the server by streaming replication; the server restarts meanwhile, to be copied. */
export async function startStandbyOf(primary: OwnServer): Promise<OwnServer> {
  const source = placeAt(primary.home, serverAccount(primary.home));
  const home = makeThrowawayDirectory();
  await stopServer(source, 'fast');
  const standby = await start(home, ({ data, account }) => {
    execFileSync('cp', ['-a', source.data, source.password, home]);
    const { username, password, hostname, port } = new URL(primary.url);
    const conninfo = `host=${hostname} port=${port} user=${username} password=${password}`;
    appendFileSync(join(data, 'postgresql.auto.conf'), `primary_conninfo = '${conninfo}'\n`);
    writeFileSync(join(data, 'standby.signal'), '');
    giveTo(account, join(data, 'standby.signal'));
  });
  await primary.start();
  return standby;
}
