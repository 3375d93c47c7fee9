import { existsSync, mkdtempSync, readdirSync, readFileSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { areInPlace } from './postgres.binaries';
import { identityOf, isAlive } from './process.identity';
import { serverAccount } from './server.account';

/** What Linux keeps in memory; containers often have 64 MB of it, which is too little. */
const MEMORY = '/dev/shm';
const ROOM_BYTES = 2 * 1024 ** 3;

const PREFIX = 'throwaway-postgres-';
const OWNER = 'owner';
const OWNER_GRACE_MS = 60_000;

/**
 * Memory may be mounted so that nothing in it can be run, and may not be taken from whoever said in TMPDIR where to put
 * such files.
 */
const hasRoom = (): boolean => {
  if (process.env.TMPDIR || !existsSync(MEMORY)) return false;
  const { bavail, bsize } = statfsSync(MEMORY);
  return Math.min(bavail * bsize, process.availableMemory() / 2) >= ROOM_BYTES && areInPlace(serverAccount(MEMORY));
};

/**
 * Where throw-away servers are: in memory where there are 2 GB for them, as a disk takes eight times as long to copy a
 * database, of 300 files, and a file system like ext4 the longer, the more files were removed just before.
 */
export const throwawayPlace = (): string => (hasRoom() ? MEMORY : tmpdir());

/** A directory that the next run removes if this process is killed. */
export function makeThrowawayDirectory(place = throwawayPlace()): string {
  const directory = mkdtempSync(join(place, PREFIX));
  writeFileSync(join(directory, OWNER), identityOf(process.pid) ?? '');
  return directory;
}

/** Directories of runs that were killed; of this user only: another user's are theirs to remove. */
export function leftThrowawayDirectories(): string[] {
  return [...new Set([MEMORY, tmpdir()])]
    .filter((place) => existsSync(place))
    .flatMap((place) => readdirSync(place).map((name) => ({ name, directory: join(place, name) })))
    .filter(({ name, directory }) => name.startsWith(PREFIX) && isOurs(directory) && isLeft(directory))
    .map(({ directory }) => directory);
}

/** All are root's to remove, and all that Windows has, where nobody has a uid and each user a temporary directory. */
function isOurs(directory: string): boolean {
  const user = process.getuid?.();
  return user === 0 || user === undefined || statSync(directory, { throwIfNoEntry: false })?.uid === user;
}

function isLeft(directory: string): boolean {
  try {
    return !isAlive(readFileSync(join(directory, OWNER), 'utf8'));
  } catch {
    // No owner: it is being made right now, or its maker was killed before it could say who it is.
    const made = statSync(directory, { throwIfNoEntry: false });
    return made !== undefined && Date.now() - made.mtimeMs > OWNER_GRACE_MS;
  }
}
