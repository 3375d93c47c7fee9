import { seederProgress, seederStarted } from './seeding-progress.lines';
import { timeLeft } from './units';

const users = { key: 'users', position: 1, of: 3 };

describe('the progress of seeding', () => {
  it('names the seeder and its place among those that run', () => {
    expect(seederStarted(users)).toBe('Running seeder users, 1 of 3');
  });

  it.each([
    [12_000, 100_000, 44_812.5, '12,000 of 100,000 rows, 45,000 rows/s, 2 s left'],
    [12_000, null, 44_812.5, '12,000 rows, 45,000 rows/s'],
    [12_000, 100_000, undefined, '12,000 of 100,000 rows'],
    [1, null, undefined, '1 row'],
    [100_000, 100_000, 45_000, '100,000 of 100,000 rows, 45,000 rows/s'],
  ])('%d of %p at %p a second: %s', (rows, expected, perSecond, text) => {
    expect(seederProgress(users, { rows, expected, perSecond })).toBe(`Running seeder users, 1 of 3: ${text}`);
  });

  it('does not hold on to an expectation that was too low', () => {
    expect(seederProgress(users, { rows: 120, expected: 100, perSecond: 60 })).toMatch(/: 120 rows, 60 rows\/s$/);
  });

  it('says nothing of a time that would never end', () => {
    expect(seederProgress(users, { rows: 120, expected: 1_000, perSecond: 0.2 })).toMatch(/: 120 of 1,000 rows$/);
  });

  it.each([
    [0.2, '1 s'],
    [59, '59 s'],
    [60, '1 min'],
    [61, '2 min'],
    [3_600, '1 h'],
    [3_660, '1 h 1 min'],
    [360_000, '100 h'],
  ])('%d seconds left: %s', (seconds, text) => {
    expect(timeLeft(seconds)).toBe(text);
  });
});
