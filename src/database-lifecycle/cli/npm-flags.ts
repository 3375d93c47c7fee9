import { UsageError } from '../errors/usage.error';
import type { CliCommand } from './cli.command';
import { meantCall, type EatenFlag } from './meant.call';

/** Flags that are honoured although they stood before the `--`: each only shows more or does less. */
const HARMLESS = ['--json', '--seed', '--dry-run', '--exact', '--locks'];

/**
 * Flags that npm takes for an option of its own: one of the same name, or the only one that begins like it (nopt
 * completes abbreviations). From npm 11.19, node_modules/@npmcli/config/lib/definitions/definitions.js; the spec asks
 * the npm that is installed. `--only` is one too, but a value that npm does not know leaves no trace.
 */
const NPM_OPTIONS: Readonly<Record<string, string>> = {
  '--force': 'force',
  '--all': 'all',
  '--to': 'token-description',
};

type Variables = Readonly<Record<string, string | undefined>>;

const variableOf = (option: string): string => `npm_config_${option.replaceAll('-', '_')}`;

/** An older npm, which has no such option, leaves the flag as it is. */
const optionsOf = (flag: string): string[] => [flag.slice(2), NPM_OPTIONS[flag] ?? []].flat();

const isOff = (value: string | undefined): boolean => value === '' || value === 'false';

/** What npm made of a flag, `true` without a value; undefined when it never saw it. To npm `--no-undo` switches `undo` off. */
function eatenValue(spec: string, flag: string, env: Variables): string | undefined {
  if (flag.startsWith('--no-')) return isOff(env[variableOf(flag.slice(5))]) ? 'true' : undefined;
  const value = optionsOf(flag)
    .map((option) => env[variableOf(option)])
    .find((found) => found !== undefined);
  // A flag that takes a value can't be switched off: empty means that it stood without one.
  if (spec.includes('<')) return value === '' ? 'true' : value;
  return isOff(value) ? undefined : value;
}

/**
 * `npm run db:init --dry-run`, without a `--` in between, gives the flag to npm, which passes it on as a variable only.
 * Such a flag is honoured, so that a dry run never creates for real.
 * @throws UsageError for any other flag, e.g. `--force` or `--to`: what changes or deletes something is never taken from
 *   there, nor does a command run without what was to narrow it
 */
export function flagsEatenByNpm(command: CliCommand, argv: readonly string[], env: Variables): string[] {
  const given = new Set(argv.map((word) => word.split('=')[0]!));
  const seen = [['--json', ''] as const, ...(command.flags ?? [])].flatMap(([spec]): EatenFlag[] => {
    const flag = spec.split(' ')[0]!;
    const value = given.has(flag) ? undefined : eatenValue(spec, flag, env);
    return value === undefined ? [] : [{ flag, spec, value }];
  });
  // To npm --no-rename is a --rename that is switched off.
  const eaten = seen.filter(({ flag }) => !seen.some((one) => one.flag === `--no-${flag.slice(2)}`));
  const honoured = HARMLESS.filter((flag) => eaten.some((one) => one.flag === flag && one.value === 'true'));
  const doubtful = eaten.filter(({ flag }) => !HARMLESS.includes(flag));
  if (doubtful.length === 0) return honoured;
  const meant = [...doubtful, ...eaten.filter(({ flag }) => honoured.includes(flag))];
  throw UsageError.eatenByNpm(
    doubtful.map(({ flag }) => flag),
    doubtful.flatMap(({ flag }) => NPM_OPTIONS[flag] ?? []),
    meantCall(command, meant, argv.slice(1)),
  );
}
