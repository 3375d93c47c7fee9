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

describe('the call that is proposed can be run:', () => {
  it.each([
    ['migration:generate', 'Foo', { allow_data_loss: 'true' }, '-- Foo --allow-data-loss'],
    [
      'migration:generate',
      'Foo a:b',
      { rename: 'true', allow_data_loss: 'true' },
      '-- Foo --rename a:b --allow-data-loss',
    ],
    ['migration:generate', 'a:b Foo', { rename: 'true' }, '-- Foo --rename a:b'],
    ['migration:generate', '', { allow_data_loss: 'true' }, '-- <Name> --allow-data-loss'],
    ['migration:generate', 'Foo', { rename: '', dry_run: 'true' }, '-- Foo --no-rename --dry-run'],
    ['db:purge', '7d', { older_than: 'true' }, '-- --older-than 7d'],
    ['db:purge', '7d --confirm app', { older_than: 'true' }, '-- --older-than 7d --confirm app'],
    ['db:seed', 'users=5', { rows: 'true' }, "-- --rows 'users=5'"],
    ['migration:check', 'AddBreed', { since: 'true', locks: 'true' }, '-- --since AddBreed --locks'],
    ['migration:revert', '2', { steps: 'true' }, '-- --steps 2'],
    ['db:init', '--json --seed', { force: 'true' }, '-- --force --json --seed'],
    ['db:restore', 'reset_1', { include_dependents: 'true' }, '-- reset_1 --include-dependents'],
    ['db:restore', 'reset_1 app', { confirm: 'true' }, '-- <trash> --confirm <database>'],
    ['db:purge', 'app localhost', { confirm: 'true', remote: 'true' }, '-- --confirm <database> --remote <host>'],
  ])('%s %s, of which npm took %j', (name, words, taken, call) => {
    const env = Object.fromEntries(Object.entries(taken).map(([option, value]) => [`npm_config_${option}`, value]));
    const said = refusal(name, words.split(' ').filter(Boolean), env);
    expect(said).toContain(`If you mean it: npm run ${name} ${call}`);
    expect(said.endsWith(call)).toBe(true);
  });

  it('and no flag is said to delete what it does not', () => {
    const said = refusal('db:journal', ['5'], { npm_config_last: 'true' });
    expect(said).toContain('What was meant is not guessed, so nothing was done.');
    expect(said).not.toContain('delete');
  });
});
