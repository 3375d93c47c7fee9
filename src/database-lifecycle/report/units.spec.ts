import { age, digits } from './units';

describe('digits', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [1_000, '1,000'],
    [123_456, '123,456'],
    [10_000_000, '10,000,000'],
    [-1_234, '-1,234'],
    [1.2, '1.2'],
  ])('of %d are %s', (amount, text) => {
    expect(digits(amount)).toBe(text);
    expect(new Intl.NumberFormat('en-US').format(amount)).toBe(text);
  });
});

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
