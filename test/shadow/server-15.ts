import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { freePort } from '../../src/local-postgres/free.port';
import { identityOf } from '../../src/local-postgres/process.identity';
import { serverAccount } from '../../src/local-postgres/server.account';
import { runServerCommand } from '../../src/local-postgres/server.commands';
import { giveTo, placeAt, type ClusterPlace } from '../../src/local-postgres/state.directory';

const STEP = 1_000_000_000;
const BIN = '/usr/lib/postgresql/15/bin';

/** Why there is none to test with; undefined when there is. */
export const noServer15 = existsSync(join(BIN, 'initdb'))
  ? undefined
  : 'PostgreSQL 15 is not installed (Debian: apt-get install postgresql-15)';

async function run(place: ClusterPlace, program: string, ...args: string[]): Promise<void> {
  const { code, output } = await runServerCommand(join(BIN, program), args, place);
  if (code !== 0) throw new Error(`${program}: ${output}`);
}

const urlOf = (port: number, database = 'postgres'): string => `postgres://postgres@127.0.0.1:${port}/${database}`;

async function start(place: ClusterPlace): Promise<number> {
  const port = await freePort(place.port);
  const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off`;
  await run(place, 'pg_ctl', 'start', '--wait', `--pgdata=${place.data}`, `--log=${place.log}`, '-o', options);
  return port;
}

/** A file of the transactions' states has so many, in so many bytes. */
const STATES = { transactions: 2 ** 20, bytes: 2 ** 18 };

async function send(port: number, statement: string): Promise<void> {
  const client = new Client(urlOf(port));
  await client.connect();
  await client.query(statement);
  await client.end();
}

const stopped = (place: ClusterPlace): Promise<void> =>
  run(place, 'pg_ctl', 'stop', '--wait', '--mode=fast', `--pgdata=${place.data}`);

/** Makes the next transaction this one, and freezes all rows, as autovacuum would have long before. */
async function ageTo(place: ClusterPlace, transaction: number): Promise<void> {
  const file = Math.floor(transaction / STATES.transactions);
  await run(place, 'pg_resetwal', `--next-transaction-id=${file * STATES.transactions}`, place.data);
  const states = join(place.data, 'pg_xact', file.toString(16).toUpperCase().padStart(4, '0'));
  writeFileSync(states, Buffer.alloc(STATES.bytes));
  giveTo(place.account, states);
  const port = await start(place);
  for (const database of ['postgres', 'template1', 'template0']) {
    const client = new Client(urlOf(port, database));
    await client.connect();
    await client.query('ALTER DATABASE template0 ALLOW_CONNECTIONS true');
    await client.query('VACUUM (FREEZE)');
    await client.end();
  }
  await stopped(place);
}

/**
 * A server of PostgreSQL 15, empty, which lets everybody of this machine in as superuser.
 * @param transactions how many it has done before; default: none
 * @param first a statement that was one of the first of them
 */
export async function startServer15(
  transactions = 0,
  first?: string,
): Promise<{ readonly url: string; stop(): Promise<void> }> {
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
    if (first) {
      await send(await start(place), first);
      await stopped(place);
    }
    // In steps, as none may leave the rows of the one before two billion behind.
    for (let next = STEP; next <= transactions; next += STEP) await ageTo(place, next);
    return { url: urlOf(await start(place)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
