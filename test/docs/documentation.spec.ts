import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { commands } from '../../src/database-lifecycle/cli/command.catalog';
import { environmentSchema } from '../../src/config/environment.schema';

const ROOT = join(__dirname, '..', '..');
const FILES = [
  'README.md',
  'CONTRIBUTING.md',
  'src/database-lifecycle/README.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

const COMMAND = /npm run (?:--silent )?([\w:-]+)((?: -- )[^`\n|#)\]'"]*)?/g;
const LINK = /\]\((?!https?:|#)([^)#\s]+)/g;
const ANCHOR = /\]\((?!https?:)([^)#\s]*)#([^)\s]+)\)/g;
const VARIABLE = /\b(?:DATABASE|SHADOW|THROTTLE|LOG)_[A-Z_]+\b/g;

const flagsOf = (name: string): string[] | undefined => {
  const command = commands.find((one) => one.name === name);
  return command && ['--json', '--help', ...(command.flags ?? []).map(([flag]) => flag.split(' ')[0]!)];
};

/** As GitHub and the site name them. */
const anchorsOf = (file: string): string[] =>
  [
    ...readFileSync(join(ROOT, file), 'utf8')
      .replaceAll(/^```[^]*?^```/gm, '')
      .matchAll(/^#+ (.*)/gm),
  ].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );

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

  it('links only to headings that there are', () => {
    const dead = found(ANCHOR).filter(
      ([, target = '', anchor = '']) => !anchorsOf(target ? join(dirname(file), target) : file).includes(anchor),
    );
    expect(dead.map(([link]) => link)).toEqual([]);
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

it('docs/architecture.md has every room of the module', () => {
  const text = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8');
  const rooms = readdirSync(join(ROOT, 'src/database-lifecycle'), { withFileTypes: true });
  const named = rooms.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((name) => !text.includes(`](../src/database-lifecycle/${name})`))).toEqual([]);
});
