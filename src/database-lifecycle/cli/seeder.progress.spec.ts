import { SeederProgress } from './seeder.progress';

function watched(of: number) {
  const shown: string[] = [];
  const clock = { at: 5_000 };
  return {
    shown,
    clock,
    progress: new SeederProgress(
      (text) => shown.push(text),
      of,
      () => clock.at,
    ),
  };
}

describe('SeederProgress', () => {
  it('tells rows, rate and time left of the seeder that runs, and begins anew with the next', () => {
    const { shown, clock, progress } = watched(2);
    progress.start('users', 1);
    progress.written(1_000, 10_000);
    clock.at += 1_000;
    progress.written(2_000, 10_000);
    progress.start('pets', 2);
    progress.written(50, null);
    expect(shown).toEqual([
      'Running seeder users, 1 of 2',
      'Running seeder users, 1 of 2: 1,000 of 10,000 rows',
      'Running seeder users, 1 of 2: 2,000 of 10,000 rows, 2,000 rows/s, 4 s left',
      'Running seeder pets, 2 of 2',
      'Running seeder pets, 2 of 2: 50 rows',
    ]);
  });

  it('is shown ten times a second at most, however many batches there are', () => {
    const { shown, clock, progress } = watched(1);
    progress.start('users', 1);
    for (let batch = 1; batch <= 1_000; batch += 1) {
      clock.at += 1;
      progress.written(batch * 500, 500_000);
    }
    expect(shown.length).toBeGreaterThan(9);
    expect(shown.length).toBeLessThanOrEqual(11);
    expect(shown.at(-1)).toMatch(/ of 500,000 rows, 500,000 rows\/s, 1 s left$/);
  });
});
