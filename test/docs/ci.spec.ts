import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';

const ROOT = join(__dirname, '..', '..');
const text = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

/** Those that a line begins with, without the comment behind it. */
const commandsOf = (lines: string): string[] =>
  lines
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^(npm|npx|bash) /.test(line))
    .map((line) => line.replace(/\s+#.*/, ''));

interface Job {
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly unknown[]>> };
  readonly steps: readonly { readonly run?: string }[];
}

const { jobs } = load(text('.github/workflows/ci.yml')) as { jobs: Readonly<Record<'linux' | 'embedded', Job>> };
const [, workingOnIt = ''] = /## Working on it\n\n```bash\n([\s\S]*?)```/.exec(text('README.md')) ?? [];
const readme = commandsOf(workingOnIt);

it('README.md has commands under "Working on it"', () => {
  expect(readme).toEqual(expect.arrayContaining(['npm ci', 'npm run lint', 'npm test']));
});

it('.ci/run calls just those', () => {
  expect(commandsOf(text('.ci/run'))).toEqual(readme);
});

it.each(['linux', 'embedded'] as const)('the workflow does so, too: %s', (job) => {
  const runs = jobs[job].steps.flatMap(({ run }) => (run === undefined ? [] : [run]));
  expect(runs).toEqual(readme);
});

it('the workflow goes through the versions that are supported', () => {
  expect(jobs.linux.strategy?.matrix).toEqual({ node: [20, 22, 24], postgresql: [14, 15, 16, 17, 18] });
  expect(jobs.embedded.strategy?.matrix).toEqual({
    node: [20, 22, 24],
    os: ['ubuntu-latest', 'macos-latest', 'windows-latest'],
  });
});
