import { asProgram } from './calling';
import { commands } from './command.catalog';

const { wordsOf, nameOf } = asProgram(
  commands.map(({ name }) => name),
  '',
);

it.each([
  ['init --seed', 'init --seed'],
  ['db:init --seed', 'init --seed'],
  ['migration run --dry-run', 'migration:run --dry-run'],
  ['migration:run', 'migration:run'],
  ['--json status', 'status --json'],
  ['migration', 'migration'],
  ['environment production', 'environment production'],
  ['--help', '--help'],
  ['inti', 'inti'],
])('db-lifecycle %s is read as %s', (typed, read) => {
  expect(wordsOf(typed.split(' ')).join(' ')).toBe(read);
});

it('gives no two commands the same name', () => {
  const names = commands.map(({ name }) => nameOf(name));
  expect(new Set(names).size).toBe(commands.length);
});
