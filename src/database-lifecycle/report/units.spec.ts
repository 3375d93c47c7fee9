import { age } from './units';

describe('age', () => {
  it.each([
    [0, '0 seconds'],
    [1, '1 second'],
    [119, '119 seconds'],
    [120, '2 minutes'],
    [7_199, '119 minutes'],
    [7_200, '2 hours'],
    [172_799, '47 hours'],
    [172_800, '2 days'],
    [8_640_000, '100 days'],
  ])('%i seconds are %s', (seconds, text) => expect(age(seconds)).toBe(text));
});
