import { UsageError } from '../errors/usage.error';
import type { CliCommand } from './cli.command';

/** Flags that npm may pass on although they stood before the `--`; each of them only shows more or asks for less. */
const HARMLESS = ['--json', '--seed', '--dry-run', '--exact', '--locks'];

const variableOf = (flag: string): string => `npm_config_${flag.slice(2).replaceAll('-', '_')}`;

/**
 * `npm run db:init --dry-run`, without a `--` in between, gives the flag to npm, which passes it on as a variable only.
 * Such a flag is honoured, so that a dry run never creates for real.
 * @throws UsageError for `--force`, which npm knows as its own: what deletes data is never taken from there
 */
export function flagsEatenByNpm(
  { name, flags = [] }: CliCommand,
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): string[] {
  const own = new Set(['--json', ...flags.map(([flag]) => flag.split(' ')[0]!)]);
  const eaten = (flag: string): boolean => env[variableOf(flag)] === 'true' && own.has(flag) && !argv.includes(flag);
  if (eaten('--force')) {
    const others = HARMLESS.filter((flag) => own.has(flag) && (eaten(flag) || argv.includes(flag)));
    throw UsageError.forceEatenByNpm(['npm run', name, '--', '--force', ...others].join(' '));
  }
  return HARMLESS.filter(eaten);
}
