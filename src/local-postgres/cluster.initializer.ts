import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LocalPostgresError } from './local-postgres.error';
import { postgresBinaries } from './postgres.binaries';
import { runServerCommand } from './server.commands';
import { giveTo, type ClusterPlace } from './state.directory';

export const SUPERUSER = 'postgres';

export interface ClusterOptions {
  /** Settings of the server beside ours, as postgresql.conf names them. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Whether initdb may leave its files to the operating system's cache; default false. */
  readonly noSync?: boolean;
}

const LOCAL_ONLY = { listen_addresses: '127.0.0.1', unix_socket_directories: '' };

/**
 * The builtin provider sorts by code point and knows Unicode's letters, the same on every system: no locale needs to be
 * installed, and no update of the system's C library or ICU can change an order that an index relies on.
 */
const LOCALE = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];

/** Makes the password and the data directory unless they are there; a data directory that was broken off is never used. */
export async function initializeCluster(place: ClusterPlace, options: ClusterOptions = {}): Promise<void> {
  if (existsSync(place.data)) return;
  rmSync(place.password, { force: true });
  writeFileSync(place.password, randomBytes(24).toString('base64url'), { mode: 0o600 });
  giveTo(place.account, place.password);
  // A name of its own: the initdb of a process that was killed may still be at work in an earlier one.
  const draft = mkdtempSync(join(place.home, 'build-data-'));
  giveTo(place.account, draft);
  const settings = Object.entries({ ...LOCAL_ONLY, ...options.settings });
  const { code, output } = await runServerCommand(
    postgresBinaries(place).initdb,
    [
      `--pgdata=${draft}`,
      `--username=${SUPERUSER}`,
      `--pwfile=${place.password}`,
      '--auth=scram-sha-256',
      ...LOCALE,
      ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`]),
      ...(options.noSync ? ['--no-sync'] : []),
    ],
    place,
  );
  if (code !== 0) throw LocalPostgresError.failed(`initdb in ${draft}`, output);
  renameSync(draft, place.data);
}
