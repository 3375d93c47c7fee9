import { dirname, resolve, sep } from 'node:path';
import type { DataSource } from 'typeorm';

const COMPILED = /\.[cm]?js$/;

/** What the option `migrations` names by a path or a pattern; classes are not among it. */
export const migrationGlobs = ({ options }: DataSource): string[] =>
  Object.values(options.migrations ?? {}).filter((one): one is string => typeof one === 'string');

/** Whether the pattern may find the file: by where it begins, and by a TypeScript file not being a compiled one. */
function mayFind(glob: string, file: string): boolean {
  const [fixed = ''] = glob.split(/[*?{[(!]/, 1);
  const root = fixed === glob ? resolve(glob) : resolve(dirname(`${fixed}x`));
  return `${file}${sep}`.startsWith(`${root}${sep}`) && (COMPILED.test(file) || !COMPILED.test(glob));
}

/** Whether the option names files, and this one is found only once it is compiled. */
export function wantsBuild(dataSource: DataSource, file: string): boolean {
  const globs = migrationGlobs(dataSource);
  return globs.length > 0 && globs.every((glob) => !mayFind(glob, file));
}
