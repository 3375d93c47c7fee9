import { resolve } from 'node:path';
import { shownPath } from './shown.path';

describe('shownPath', () => {
  it.each([
    [resolve('migrations/1-A.ts'), 'migrations/1-A.ts'],
    [resolve('.'), '.'],
    [resolve('../elsewhere/1-A.ts'), resolve('../elsewhere/1-A.ts')],
  ])('%s: %s', (file, shown) => {
    expect(shownPath(file)).toBe(shown);
  });
});
