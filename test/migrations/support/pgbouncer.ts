import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { userInfo, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Client } from 'pg';

const PROGRAM = ['pgbouncer', '/usr/sbin/pgbouncer'].find((program) => spawnSync(program, ['--version']).status === 0);

/** Why there is none to test with; undefined when there is. */
export const noPgBouncer =
  PROGRAM === undefined ? 'pgbouncer is not installed (Debian: apt-get install pgbouncer)' : undefined;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/**
 * A PgBouncer before the server of `url`, on a port of its own.
 * @param poolSize how many connections to the server it shares out
 * @param settings lines of its configuration besides. Default: none
 */
export async function startPgBouncer(
  url: string,
  poolMode: 'transaction' | 'session',
  poolSize = 20,
  settings: readonly string[] = [],
): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const { hostname, port, username, password } = new URL(url);
  const directory = await mkdtemp(join(tmpdir(), 'pgbouncer-'));
  const own = new URL(url);
  own.hostname = '127.0.0.1';
  own.port = String(await freePort());
  const role = decodeURIComponent(username);
  const config = join(directory, 'pgbouncer.ini');
  await writeFile(join(directory, 'users.txt'), `"${role}" "${decodeURIComponent(password)}"\n`, { mode: 0o644 });
  await writeFile(
    config,
    `[databases]\n* = host=${hostname} port=${port || 5432}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = ${own.port}
unix_socket_dir =\nauth_type = trust\nauth_file = ${join(directory, 'users.txt')}\npool_mode = ${poolMode}\ndefault_pool_size = ${poolSize}\n${settings.join('\n')}\n`,
  );
  const root = userInfo().uid === 0;
  // It refuses to run as root.
  const identity = root ? { uid: 65_534, gid: 65_534 } : {};
  if (root) spawnSync('chmod', ['-R', 'a+rX', directory]);
  const child = spawn(PROGRAM!, [config], { stdio: 'ignore', ...identity });
  const ended = once(child, 'close');
  for (let attempt = 0; ; attempt += 1) {
    const client = new Client({ connectionString: own.href });
    try {
      await client.connect();
      await client.end();
      break;
    } catch (error) {
      if (attempt === 50) throw error;
      await setTimeout(100);
    }
  }
  return {
    url: own.href,
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
      await rm(directory, { recursive: true });
    },
  };
}
