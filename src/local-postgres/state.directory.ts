import { createHash } from 'node:crypto';
import {
  chmodSync,
  lchownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { LocalPostgresError } from './local-postgres.error';
import { canUse, serverAccount, type ServerAccount } from './server.account';

/** Where a cluster's files are, and as whom its server runs. */
export interface ClusterPlace {
  /** Holds everything below; owned by the account that the server runs as, mode 0700. */
  readonly home: string;
  readonly data: string;
  readonly password: string;
  readonly port: string;
  readonly log: string;
  readonly account: ServerAccount | undefined;
}

/**
 * The checkout that this file is part of (in `src` or in `dist/src`), as its package.json shows; of a package that is
 * installed the app that has it.
 */
function checkoutDirectory(from = __dirname): string {
  const [app, ...inside] = from.split(`${sep}node_modules${sep}`);
  if (inside.length > 0) return app!;
  return existsSync(join(from, 'package.json')) || dirname(from) === from ? from : checkoutDirectory(dirname(from));
}

export const defaultDirectory = (): string => join(checkoutDirectory(), '.postgres');

export const lockDirectory = (directory: string): string => join(resolve(directory), 'lock');

export function placeAt(home: string, account: ServerAccount | undefined): ClusterPlace {
  const at = (name: string): string => join(home, name);
  return { home, data: at('data'), password: at('password'), port: at('port'), log: at('server.log'), account };
}

/**
 * The place of an existing state directory; reads only. It is the directory itself, except under root when the server's
 * account can't get there (a checkout below /root): then a place outside, which the file `location` in it remembers.
 * @throws LocalPostgresError where something else than a directory stands in its place
 */
export function locate(directory: string): ClusterPlace {
  const absolute = resolve(directory);
  if (!statSync(existing(absolute)).isDirectory()) throw LocalPostgresError.noDirectory(existing(absolute), absolute);
  const home = rememberedHome(absolute) ?? absolute;
  const account = serverAccount(ownedPlace(home));
  if (!account || home !== absolute || existsSync(join(home, 'data')) || canUse(existing(dirname(absolute)), account)) {
    return placeAt(home, account);
  }
  return placeAt(outsideHome(absolute), account);
}

/** Makes the state directory, for its start lock. The server's account has to enter those above, which are no secret. */
export function makeDirectory(directory: string): void {
  mkdirSync(dirname(resolve(directory)), { recursive: true });
  mkdirSync(directory, { recursive: true, mode: 0o700 });
}

/** Makes the place's directory, tidies it and gives it to the server's account; call it under the start lock. */
export function prepare(directory: string): ClusterPlace {
  const absolute = resolve(directory);
  const place = locate(absolute);
  const { account } = place;
  if (account && !canUse(dirname(place.home), account)) throw LocalPostgresError.notReachable(place.home, account.name);
  mkdirSync(place.home, { recursive: true, mode: 0o700 });
  if (place.home !== absolute) {
    writeFileSync(join(place.home, 'checkout'), absolute);
    writeFileSync(join(absolute, 'location'), place.home);
  }
  // Who copied the checkout may have kept no modes, and PostgreSQL refuses what others may enter.
  if (existsSync(place.data)) chmodSync(place.data, 0o700);
  for (const draft of listing(place.home).filter((path) => basename(path).startsWith('build-'))) removeQuietly(draft);
  giveTo(place.account, place.home, ...listing(place.home));
  giveLockTo(place.account, lockDirectory(absolute));
  return place;
}

/** The path, or the nearest one above it that exists, where it will be made. */
const existing = (path: string): string =>
  existsSync(path) || dirname(path) === path ? path : existing(dirname(path));

/** Root makes the home before it gives it away: until then the directory that it is in shows whose it will be. */
function ownedPlace(home: string): string {
  const place = existing(home);
  return statSync(place).uid === 0 ? existing(dirname(place)) : place;
}

export function giveTo(account: ServerAccount | undefined, ...paths: string[]): void {
  if (account) for (const path of paths) lchownSync(path, account.uid, account.gid);
}

/** Those who wait for the start lock make drafts in its directory, and take them away, all the time. */
function giveLockTo(account: ServerAccount | undefined, directory: string): void {
  for (const path of listing(directory)) {
    try {
      giveTo(account, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}

/** What an orphan still writes to stays until the next time. */
function removeQuietly(draft: string): void {
  try {
    rmSync(draft, { recursive: true, force: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOTEMPTY') throw error;
  }
}

const listing = (directory: string): string[] => readdirSync(directory).map((name) => join(directory, name));

/** What `location` says, unless it came here as part of a copy of another checkout that is still there. */
function rememberedHome(directory: string): string | undefined {
  try {
    const home = readFileSync(join(directory, 'location'), 'utf8');
    const owner = readFileSync(join(home, 'checkout'), 'utf8');
    return owner === directory || !existsSync(join(owner, 'location')) ? home : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Below /var/lib, which a reboot keeps, where that exists; the checkout's path makes the name. */
function outsideHome(directory: string): string {
  const name = `local-postgres-${createHash('sha256').update(directory).digest('hex').slice(0, 16)}`;
  return join(existsSync('/var/lib') ? '/var/lib' : tmpdir(), name);
}
