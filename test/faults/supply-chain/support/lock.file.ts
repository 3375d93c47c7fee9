import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(__dirname, '../../../..');

export interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly license?: string;
  readonly hasInstallScript?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export type LockedPackages = Readonly<Record<string, LockedPackage>>;

/** What a lock file locks, by the path that it is installed at. */
export const lockedPackages = (file = 'package-lock.json'): LockedPackages =>
  (JSON.parse(readFileSync(join(ROOT, file), 'utf8')) as { packages: LockedPackages }).packages;

/** Where Node finds a package from the path of another one; undefined when the lock has none. */
export function resolveLocked(packages: LockedPackages, from: string, name: string): string | undefined {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules/') - 1))) {
    const path = `${at === '' ? '' : `${at}/`}node_modules/${name}`;
    if (path in packages) return path;
    if (at === '') return undefined;
  }
}

/** The paths of packages with all that they depend on, peers apart. */
export function closureOf(packages: LockedPackages, names: readonly string[]): string[] {
  const reached = new Set<string>();
  const open = names.map((name) => resolveLocked(packages, '', name)!);
  for (const path of open) {
    if (reached.has(path)) continue;
    reached.add(path);
    const { dependencies, optionalDependencies } = packages[path]!;
    const needed = Object.keys({ ...dependencies, ...optionalDependencies });
    open.push(...needed.map((name) => resolveLocked(packages, path, name)!));
  }
  return [...reached];
}
