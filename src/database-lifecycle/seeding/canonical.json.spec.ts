import { canonicalJson, contentHash } from './canonical.json';

describe('canonicalJson', () => {
  it('does not depend on the order in which members were written, and does on that of a list', () => {
    expect(canonicalJson({ b: 1, a: [{ d: null, c: 'x' }] })).toBe('{"a":[{"c":"x","d":null}],"b":1}');
    expect(contentHash({ a: 1, b: [1, 2] })).toBe(contentHash({ b: [1, 2], a: 1 }));
    expect(contentHash([1, 2])).not.toBe(contentHash([2, 1]));
  });

  it('has the hash that earlier releases have recorded, so that no seeder runs again for an update of the package', () => {
    expect(contentHash({ b: [1.5, true, null], a: { 'é"': 'x' } })).toBe(
      'fc542df80ca63389b2632be5bb8ed9dac4a0ea88e0ad4d4244fde677a81923a6',
    );
  });

  it('leaves out what is undefined, and takes a date as JSON does', () => {
    expect(canonicalJson({ a: undefined, at: new Date(0) })).toBe('{"at":"1970-01-01T00:00:00.000Z"}');
  });

  it('takes the same object twice, which is no circle', () => {
    const shared = { a: 1 };
    expect(canonicalJson([shared, shared])).toBe('[{"a":1},{"a":1}]');
  });

  const circle: { self?: unknown } = {};
  circle.self = circle;
  it.each([
    [{ roles: [{ name: () => 'x' }] }, 'content.roles[0].name is a function'],
    [{ n: NaN }, 'content.n is NaN'],
    [[1n], 'content[0] is a bigint'],
    [[undefined], 'content[0] is undefined'],
    [{ m: new Map() }, 'content.m is a Map, which JSON does not tell'],
    [circle, 'content.self is part of itself'],
  ])('refuses what JSON would lose in silence: %#', (content, message) => {
    expect(() => canonicalJson(content)).toThrow(message);
  });
});
