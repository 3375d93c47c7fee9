import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const ROOT = join(__dirname, '..', '..', '..');

export interface Manifest {
  readonly version: string;
  readonly license: string;
  readonly engines: object;
  readonly exports: Readonly<Record<string, { readonly types: string; readonly default: string } | string>>;
  readonly bin: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional: boolean }>>;
  readonly scripts?: object;
  readonly devDependencies?: object;
}

/** The module as `npm pack` makes it, unpacked. */
export interface PackedModule {
  /** Where all that is made of it goes, too. */
  readonly home: string;
  readonly directory: string;
  readonly manifest: Manifest;
  /** What the tarball holds, by path from its top. */
  readonly files: readonly string[];
  remove(): void;
}

/** By the words of a person: builds it, packs it, and unpacks the tarball. */
export function packModule(): PackedModule {
  const home = mkdtempSync(join(tmpdir(), 'packed-module-'));
  const built = join(home, 'built');
  execFileSync(process.execPath, ['scripts/package/build.js', built], { cwd: ROOT });
  const packed = execFileSync('npm', ['pack', '--json', '--pack-destination', home], { cwd: built, encoding: 'utf8' });
  const [{ filename, files }] = JSON.parse(packed) as [{ filename: string; files: { path: string }[] }];
  const unpacked = join(home, 'unpacked');
  mkdirSync(unpacked);
  execFileSync('tar', ['-xzf', join(home, filename), '-C', unpacked]);
  const directory = join(unpacked, 'package');
  return {
    home,
    directory,
    manifest: JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as Manifest,
    files: files.map(({ path }) => path),
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
}
