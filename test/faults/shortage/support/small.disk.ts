import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system of its own, in memory, that can be filled up. */
export interface SmallDisk {
  readonly directory: string;
  /** Bytes that are free. */
  free(): number;
  /** Fills it up to so many free bytes; 0 fills it whole. */
  leave(bytes: number): void;
  /** Takes the filling away. */
  relieve(): void;
  unmount(): void;
}

const mount = (directory: string, megabytes: number) =>
  spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'none', directory], { encoding: 'utf8' });

/** Why there can be none here; undefined when there can. */
export const noSmallDisk: string | undefined = (() => {
  if (process.platform !== 'linux') return 'only Linux mounts a tmpfs';
  const directory = mkdtempSync(join(tmpdir(), 'small-disk-'));
  const { status, stderr } = mount(directory, 1);
  if (status === 0) execFileSync('umount', [directory]);
  rmSync(directory, { recursive: true });
  return status === 0 ? undefined : `mounting a tmpfs is not permitted: ${stderr.trim()}`;
})();

/** @param owner a file of the account that the server runs as */
export function mountSmallDisk(megabytes: number, owner: string): SmallDisk {
  const directory = mkdtempSync(join(tmpdir(), 'small-disk-'));
  const { status, stderr } = mount(directory, megabytes);
  if (status !== 0) throw new Error(stderr);
  const { uid, gid } = statSync(owner);
  chownSync(directory, uid, gid);
  const filling = join(directory, 'filling');
  const free = (): number => {
    const { bavail, bsize } = statfsSync(directory);
    return bavail * bsize;
  };
  const relieve = (): void => rmSync(filling, { force: true });
  return {
    directory,
    free,
    leave: (bytes) => {
      relieve();
      writeFileSync(filling, Buffer.alloc(free() - bytes));
    },
    relieve,
    unmount: () => {
      execFileSync('umount', ['--lazy', directory]);
      rmSync(directory, { recursive: true });
    },
  };
}
