import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeThrowawayDirectory } from '../../../src/local-postgres/throwaway.directory';
import { NPM } from '../../support/npm';

export const ROOT = join(__dirname, '..', '..', '..');

export interface Manifest {
  readonly name: string;
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
  /** A directory of its own for what is made of it. */
  readonly home: string;
  readonly directory: string;
  /** The file that `npm install` takes. */
  readonly tarball: string;
  readonly manifest: Manifest;
  /** What the tarball holds, by path from its top. */
  readonly files: readonly string[];
  remove(): void;
}

const PATIENCE_MS = 150_000;

/** By the words of a person: builds it, packs it, and unpacks the tarball. */
function pack(home: string): void {
  const built = join(home, 'built');
  execFileSync(process.execPath, ['scripts/package/build.js', built], { cwd: ROOT });
  const options = { cwd: built, encoding: 'utf8', ...NPM } as const;
  const packed = execFileSync('npm', ['pack', '--json', '--pack-destination', home], options);
  const [{ filename, files }] = JSON.parse(packed) as [{ filename: string; files: { path: string }[] }];
  // A path with a drive is another host's to some of them.
  execFileSync('tar', ['-xzf', filename], { cwd: home });
  writeFileSync(join(home, 'files.json.new'), JSON.stringify(files.map(({ path }) => path)));
  renameSync(join(home, 'files.json.new'), join(home, 'files.json'));
}

/** One worker packs for the whole run: the first, who makes a directory, which only one can. */
async function packOnce(home: string): Promise<void> {
  try {
    mkdirSync(join(home, 'begun'));
  } catch {
    const deadline = Date.now() + PATIENCE_MS;
    while (!existsSync(join(home, 'files.json'))) {
      if (Date.now() > deadline) throw new Error(`The module was not packed: see the first failure, and ${home}`);
      await sleep(100);
    }
    return;
  }
  pack(home);
}

export async function packModule(): Promise<PackedModule> {
  const shared = process.env.PACKED_MODULE_HOME!;
  await packOnce(shared);
  const home = makeThrowawayDirectory();
  const directory = join(shared, 'package');
  const manifest = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as Manifest;
  return {
    home,
    directory,
    tarball: join(shared, `${manifest.name}-${manifest.version}.tgz`),
    manifest,
    files: JSON.parse(readFileSync(join(shared, 'files.json'), 'utf8')) as string[],
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
}
