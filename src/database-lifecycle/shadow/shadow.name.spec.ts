import { scratchCreatedAt, shadowName, testName } from './shadow.name';

describe('the name of a scratch database', () => {
  it('tells when it was made, and is new each time', () => {
    const name = shadowName(1_764_000_000_123);
    expect(name).toMatch(/^lifecycle_shadow_1764000000123_[0-9a-f]{12}$/);
    expect(scratchCreatedAt(name)).toBe(1_764_000_000_123);
    expect(shadowName(1_764_000_000_123)).not.toBe(name);
    const test = testName(1_764_000_000_123);
    expect(test).toMatch(/^lifecycle_test_1764000000123_[0-9a-f]{12}$/);
    expect(scratchCreatedAt(test)).toBe(1_764_000_000_123);
    expect(testName(1_764_000_000_123)).not.toBe(test);
  });

  it.each([
    'app',
    'lifecycle_shadow_',
    'lifecycle_test_1764000000123_mine',
    'lifecycle_shadow_1764000000123_mine',
    'my_lifecycle_shadow_1764000000123_0123456789ab',
  ])('is not %s', (name) => expect(scratchCreatedAt(name)).toBeUndefined());
});
