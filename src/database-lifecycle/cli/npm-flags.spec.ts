import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commands } from './command.catalog';
import { flagsEatenByNpm } from './npm-flags';

const HARMLESS = new Set(['--seed', '--dry-run', '--exact', '--locks']);

const flagOf = (spec: string): string => spec.split(' ')[0]!;
const specs = [...new Set(commands.flatMap(({ flags = [] }) => flags.map(([spec]) => spec)))];

/** What is said of a call that npm took its flags from. */
function refusal(name: string, words: readonly string[], env: Readonly<Record<string, string>>): string {
  const command = commands.find((one) => one.name === name)!;
  try {
    return `honoured: ${flagsEatenByNpm(command, [name, ...words], env).join(' ')}`;
  } catch (error) {
    return (error as Error).message;
  }
}

describe('flags that the installed npm takes for itself', () => {
  let directory: string;
  let env: Readonly<Record<string, string>>;

  /** Variables that a script sees. */
  const variables = (...flags: string[]): Record<string, string> =>
    JSON.parse(
      execFileSync('npm', ['run', '--silent', 'tell', ...flags], { cwd: directory, encoding: 'utf8' }),
    ) as Record<string, string>;

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'npm-flags-'));
    const scripts = { tell: 'node tell.js' };
    writeFileSync(join(directory, 'package.json'), JSON.stringify({ name: 'told', version: '1.0.0', scripts }));
    writeFileSync(join(directory, 'tell.js'), 'console.log(JSON.stringify(process.env))');
    // --no-rename would undo --rename.
    const all = specs.filter((spec) => !spec.startsWith('--rename'));
    env = variables(...all.map((spec) => spec.replace(/ <.*>/, '=5')));
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it.each(
    commands.flatMap(({ name, flags = [] }) =>
      flags.map(([spec]) => flagOf(spec)).flatMap((flag) => (HARMLESS.has(flag) ? [] : [[name, flag] as const])),
    ),
  )('%s sees %s', (name, flag) => {
    const seen = refusal(name, [], flag === '--rename' ? variables('--rename=a:b') : env);
    // An option of npm's own, which drops a value that it does not know, and tells a script nothing of any.
    expect(seen.includes(flag)).toBe(flag !== '--only');
  });

  it('are none where npm was given none', () => {
    const none = variables();
    expect(commands.map(({ name }) => refusal(name, [], none))).toEqual(commands.map(() => 'honoured: '));
  });
});

it('--to without a value is no plain revert', () => {
  expect(refusal('migration:revert', [], { npm_config_token_description: '' })).toContain(
    'npm run migration:revert -- --to <Name>',
  );
});
