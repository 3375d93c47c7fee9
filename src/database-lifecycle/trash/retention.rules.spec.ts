import type { Trash } from '../interfaces/trash.interface';
import { expired } from './retention.rules';

const NOW = Date.parse('2026-11-24T18:00:00Z');
const HOUR = 3_600_000;
/** Trashes of so many hours of age, the newest first. */
const aged = (...hours: number[]): Trash[] =>
  hours.map((age) => ({
    name: `${age}`,
    manifest: { at: new Date(NOW - age * HOUR).toISOString() } as Trash['manifest'],
  }));

describe('expired', () => {
  it.each([
    ['nothing within the newest, however old', aged(100, 200, 300), 3, []],
    ['those beyond the newest that are older than a day', aged(1, 2, 100, 200, 300), 3, ['200', '300']],
    ['nothing younger than a day, however many', aged(1, 2, 3, 4, 23.9, 24), 3, []],
    ['what is just older than a day', aged(1, 2, 3, 24.1), 3, ['24.1']],
    ['all that is older than a day, when none is to be kept', aged(1, 25), 0, ['25']],
    ['nothing, when all are to be kept', aged(100, 200), Number.POSITIVE_INFINITY, []],
    ['no more than with none to keep, when the reset itself takes the last place', aged(1, 25), -1, ['25']],
  ])('%s', (_, trashes, keep, names) => {
    expect(expired(trashes, keep, NOW).map(({ name }) => name)).toEqual(names);
  });
});
