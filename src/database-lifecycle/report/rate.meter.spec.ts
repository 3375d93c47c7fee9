import { RateMeter } from './rate.meter';

describe('RateMeter', () => {
  it('says nothing until there was time enough to tell', () => {
    const meter = new RateMeter(0);
    expect(meter.observe(500, 50)).toBeUndefined();
    expect(meter.observe(1_000, 199)).toBeUndefined();
    expect(meter.observe(2_000, 200)).toBe(10_000);
  });

  it('is exact while the pace is even, however often it is asked', () => {
    const meter = new RateMeter(7_000);
    for (let at = 7_010; at <= 20_000; at += 10) meter.observe((at - 7_000) * 5, at);
    expect(meter.observe(13_000 * 5, 20_000)).toBeCloseTo(5_000);
  });

  it('hardly moves with one slow batch, and follows a pace that stays', () => {
    const meter = new RateMeter(0);
    let done = 0;
    let at = 0;
    const step = (rows: number, ms: number) => meter.observe((done += rows), (at += ms))!;
    for (let second = 0; second < 10; second += 1) step(1_000, 1_000);
    expect(step(0, 300)).toBeGreaterThan(900);
    for (let second = 0; second < 15; second += 1) step(100, 1_000);
    expect(step(100, 1_000)).toBeGreaterThan(100);
    expect(step(100, 1_000)).toBeLessThan(110);
  });

  it('falls while nothing comes', () => {
    const meter = new RateMeter(0);
    meter.observe(1_000, 1_000);
    expect(meter.observe(1_000, 31_000)).toBeLessThan(1);
  });
});
