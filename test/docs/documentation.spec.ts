import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { commands } from '../../src/database-lifecycle/cli/command.catalog';
import { environmentSchema } from '../../src/config/environment.schema';

const ROOT = join(__dirname, '..', '..');
const FILES = [
  'README.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

const COMMAND = /npm run (?:--silent )?([\w:-]+)((?: -- )[^`\n|#)\]'"]*)?/g;
const LINK = /\]\((?!https?:|#)([^)#\s]+)/g;
const VARIABLE = /\b(?:DATABASE|SHADOW|THROTTLE|LOG)_[A-Z_]+\b/g;

const flagsOf = (name: string): string[] | undefined => {
  const command = commands.find((one) => one.name === name);
  return command && ['--json', '--help', ...(command.flags ?? []).map(([flag]) => flag.split(' ')[0]!)];
};

describe.each(FILES)('%s', (file) => {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const found = (pattern: RegExp): RegExpMatchArray[] => [...text.matchAll(pattern)];

  it('names only commands that there are, with flags that they take', () => {
    const faults = found(COMMAND).flatMap(([call, name = '', rest = '']) => {
      if (!(name in scripts)) return [`${call}: no such script`];
      const flags = flagsOf(name) ?? [];
      return (rest.match(/--[a-z][\w-]*/g) ?? [])
        .filter((flag) => !flags.includes(flag))
        .map((flag) => `${call}: no flag ${flag}`);
    });
    expect(faults).toEqual([]);
  });

  it('links only to what is there', () => {
    const targets = found(LINK).map(([, target = '']) => target);
    expect(targets.filter((target) => !existsSync(join(ROOT, dirname(file), target)))).toEqual([]);
  });

  it('names only variables that the app reads', () => {
    const known = new Set(Object.keys(environmentSchema.describe().keys as object));
    const names = found(VARIABLE).map(([name]) => name);
    expect([...new Set(names)].filter((name) => !known.has(name) && name !== 'TEST_DATABASE_URL')).toEqual([]);
  });
});

it('README.md has every command', () => {
  const text = readFileSync(join(ROOT, 'README.md'), 'utf8');
  expect(commands.map(({ name }) => name).filter((name) => !text.includes(`npm run ${name}`))).toEqual([]);
});
