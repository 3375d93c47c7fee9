import { parseAge } from './age';

describe('parseAge', () => {
  it.each([
    ['0d', 0],
    ['90m', 5_400],
    ['12h', 43_200],
    ['7d', 604_800],
    ['2w', 1_209_600],
  ])('%s: %i seconds', (text, seconds) => expect(parseAge(text)).toBe(seconds));

  it.each(['', '7', 'd', '-7d', '7 d', '1.5d', '7D', '7days', '123456d', '7d2h', '1e3d', '٧d'])(
    '%j is none',
    (text) => {
      expect(parseAge(text)).toBeUndefined();
    },
  );
});
