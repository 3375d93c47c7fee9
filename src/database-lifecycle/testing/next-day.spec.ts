import { onTheNextDay } from './next-day';

const DAY_MS = 86_400_000;

describe('onTheNextDay', () => {
  it('has every clock of the program a day ahead, and leaves other dates alone', async () => {
    const before = Date.now();
    const { now, made, text, given, instance } = await onTheNextDay(async () => ({
      now: Date.now(),
      made: new Date(),
      text: Date(),
      given: new Date('2025-01-01T00:00:00Z'),
      instance: new Date(0) instanceof Date,
    }));
    expect(now - before - DAY_MS).toBeLessThan(1_000);
    expect(now - before).toBeGreaterThanOrEqual(DAY_MS);
    expect(made.getTime() - before).toBeGreaterThanOrEqual(DAY_MS);
    expect(new Date(text).getDate()).toBe(made.getDate());
    expect(given.toISOString()).toBe('2025-01-01T00:00:00.000Z');
    expect(instance).toBe(true);
    expect(made).toBeInstanceOf(Date);
  });

  it('gives the clock back, when the work fails, too', async () => {
    const clock = globalThis.Date;
    await expect(onTheNextDay(() => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
    expect(globalThis.Date).toBe(clock);
  });
});
