import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CHECKOUT = join(__dirname, '..');
const FILES =
  'src scripts migrations dist ormconfig.ts package.json package-lock.json nest-cli.json tsconfig.json tsconfig.build.json'.split(
    ' ',
  );

/** A copy of this checkout with its installed packages and its build, and without its PostgreSQL. */
export function copyCheckout(): { directory: string; remove(): void } {
  const directory = mkdtempSync(join(tmpdir(), 'bench-checkout-'));
  for (const name of FILES) cpSync(join(CHECKOUT, name), join(directory, name), { recursive: true });
  symlinkSync(join(CHECKOUT, 'node_modules'), join(directory, 'node_modules'));
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
}
