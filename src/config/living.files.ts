import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Logger } from '@nestjs/common';

/** The checkout, or the dist that was built of it. */
export const ROOT = join(__dirname, '..', '..');

/**
 * The globs by which TypeORM finds its files below a directory of the checkout. A watching build leaves files in dist
 * whose sources were deleted or renamed since, or belong to another branch: if there are any, and the sources lie
 * beside dist, the answer is the list of those files that still have a source.
 */
export function livingFiles(
  directory: 'src' | 'migrations',
  ending: string,
  { recursive = false, root = ROOT } = {},
): string[] {
  const compiled = join(root, directory);
  const globs = [join(compiled, recursive ? '**' : '', `*${ending}.{ts,js}`)];
  const checkout = dirname(root);
  if (basename(root) !== 'dist' || !existsSync(join(checkout, directory)) || !existsSync(compiled)) return globs;
  const files = readdirSync(compiled, { encoding: 'utf8', recursive }).filter((file) => file.endsWith(`${ending}.js`));
  const stale = files.filter((file) => !existsSync(join(checkout, directory, file.replace(/js$/, 'ts'))));
  if (stale.length === 0) return globs;
  new Logger('Build').warn(
    `Left out, as their sources are gone: ${stale.map((file) => join('dist', directory, file)).join(', ')}.\n` +
      '  -> Build dist anew, which removes them: npm run build',
  );
  return files.filter((file) => !stale.includes(file)).map((file) => join(compiled, file));
}
