import { Migration } from 'typeorm';
import { inOneTransaction, migrationSteps, type TransactionMode } from './migration.steps';

/** `A` leaves it to the mode, `T` wants a transaction of its own, `N` none. */
const migrations = (kinds: string): Migration[] =>
  Array.from(kinds, (kind, index) => {
    const transaction = { T: true, N: false }[kind];
    return new Migration(undefined, index, kind, { transaction, up: async () => {}, down: async () => {} });
  });

const shown = (kinds: string, mode: TransactionMode): string =>
  migrationSteps(migrations(kinds), mode)
    .map(({ migrations: together, transaction }) => {
      const names = together.map(({ name }) => name).join('');
      return transaction ? `(${names})` : names;
    })
    .join(' ');

describe('migrationSteps', () => {
  it.each<[string, TransactionMode, string]>([
    ['', 'all', ''],
    ['AAA', 'all', '(AAA)'],
    ['AANAA', 'all', '(AA) N (AA)'],
    ['ATA', 'all', '(A) (T) (A)'],
    ['AAA', 'each', '(A) (A) (A)'],
    ['ANT', 'each', '(A) N (T)'],
    ['AAA', 'none', 'A A A'],
    ['ATN', 'none', 'A (T) N'],
  ])('%s in mode %s: %s', (kinds, mode, expected) => expect(shown(kinds, mode)).toBe(expected));

  it('one transaction needs mode all and nobody who chooses otherwise', () => {
    expect(inOneTransaction(migrations('AA'), 'all')).toBe(true);
    expect(inOneTransaction(migrations('AT'), 'all')).toBe(false);
    expect(inOneTransaction(migrations('A'), 'each')).toBe(false);
  });
});
