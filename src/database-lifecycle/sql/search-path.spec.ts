import { searchPathNames } from './search-path';

describe('searchPathNames', () => {
  it.each([
    ['as SET gives it', '"$user", public, "of the App", "a""b,c"', ['$user', 'public', 'of the App', 'a"b,c']],
    ['as it was typed', '$user,Tenant-1 ,\tuser', ['$user', 'tenant-1', 'user']],
    ['letters that only look like a space or are not of A to Z', 'a\u00a0B,ÄÖ', ['a\u00a0b', 'ÄÖ']],
    ['names that are too long', `${'x'.repeat(64)}, "${'y'.repeat(64)}"`, ['x'.repeat(63), 'y'.repeat(63)]],
    ['none', '', []],
  ])('%s', (_what, searchPath, names) => {
    expect(searchPathNames(searchPath)).toEqual(names);
  });
});
