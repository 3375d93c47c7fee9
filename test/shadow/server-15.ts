import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../src/local-postgres/free.port';
import { identityOf } from '../../src/local-postgres/process.identity';
import { serverAccount } from '../../src/local-postgres/server.account';
import { runServerCommand } from '../../src/local-postgres/server.commands';
import { giveTo, placeAt, type ClusterPlace } from '../../src/local-postgres/state.directory';

const BIN = '/usr/lib/postgresql/15/bin';

/** Why there is none to test with; undefined when there is. */
export const noServer15 = existsSync(join(BIN, 'initdb'))
  ? undefined
  : 'PostgreSQL 15 is not installed (Debian: apt-get install postgresql-15)';

async function run(place: ClusterPlace, program: string, ...args: string[]): Promise<void> {
  const { code, output } = await runServerCommand(join(BIN, program), args, place);
  if (code !== 0) throw new Error(`${program}: ${output}`);
}

/** A server of PostgreSQL 15, empty, which lets everybody of this machine in as superuser. */
export async function startServer15(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  // The prefix and the owner are those of the throw-away servers, which clear away what killed runs left.
  const home = mkdtempSync(join(tmpdir(), 'throwaway-postgres-'));
  const place = placeAt(home, serverAccount(home));
  writeFileSync(join(home, 'owner'), identityOf(process.pid) ?? '');
  giveTo(place.account, home);
  const stop = async (): Promise<void> => {
    await run(place, 'pg_ctl', 'stop', '--mode=immediate', `--pgdata=${place.data}`).catch(() => undefined);
    rmSync(home, { recursive: true, force: true });
  };
  try {
    await run(
      place,
      'initdb',
      `--pgdata=${place.data}`,
      '--username=postgres',
      '--auth=trust',
      '--locale=C',
      '--no-sync',
    );
    const port = await freePort(place.port);
    const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off`;
    await run(place, 'pg_ctl', 'start', '--wait', `--pgdata=${place.data}`, `--log=${place.log}`, '-o', options);
    return { url: `postgres://postgres@127.0.0.1:${port}/postgres`, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
