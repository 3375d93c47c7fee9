import { dependencyGroups } from './dependency-groups';

/** `needs` as words: `{ b: 'a c' }` says that b needs a and c. */
const groups = (nodes: string, needs: Record<string, string>): string =>
  dependencyGroups([...nodes], (node) => [...(needs[node] ?? '').replaceAll(' ', '')])
    .map((group) => group.join(''))
    .join(' ');

describe('dependencyGroups', () => {
  it.each([
    ['keeps the order where nothing is needed', 'abc', {}, 'a b c'],
    ['puts what is needed first', 'abc', { a: 'c' }, 'c a b'],
    ['follows a chain against the order', 'abcd', { a: 'b', b: 'c', c: 'd' }, 'd c b a'],
    ['a diamond', 'abcd', { a: 'b c', b: 'd', c: 'd' }, 'd b c a'],
    ['a circle is one group', 'abc', { a: 'b', b: 'c', c: 'a' }, 'abc'],
    ['a circle comes after what it needs and before what needs it', 'abcd', { a: 'b', b: 'c', c: 'b d' }, 'd bc a'],
    ['two circles that meet are one', 'abc', { a: 'b', b: 'a c', c: 'b' }, 'abc'],
    ['two circles apart are two', 'abcd', { a: 'b', b: 'a c', c: 'd', d: 'c' }, 'cd ab'],
    ['who needs itself is a group of its own', 'ab', { a: 'a' }, 'a b'],
    ['nothing', '', {}, ''],
  ])('%s', (_what, nodes, needs, expected) => {
    expect(groups(nodes, needs as Record<string, string>)).toBe(expected);
  });

  it('manages a chain of two thousand', () => {
    const nodes = Array.from({ length: 2_000 }, (_, index) => index);
    const chained = dependencyGroups(nodes, (node) => (node + 1 < nodes.length ? [node + 1] : []));
    expect(chained.flat()).toEqual(nodes.toReversed());
  });
});
