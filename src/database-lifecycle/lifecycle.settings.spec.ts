import { LifecycleConfigurationError } from './errors/lifecycle-configuration.error';
import { lifecycleSettings } from './lifecycle.settings';

describe('lifecycleSettings()', () => {
  it.each([
    ['lockWaitTimeoutMs', Number(undefined), 'NaN, expected a number of milliseconds from 0 on, or Infinity'],
    ['lockWaitTimeoutMs', -1, '-1, expected'],
    ['lockTimeoutMs', Number(undefined), 'NaN, expected a number of milliseconds from 1 to 2147483647'],
    ['lockTimeoutMs', Number.POSITIVE_INFINITY, 'Infinity, expected'],
    ['statementTimeoutMs', Number(undefined), 'NaN, expected'],
    ['statementTimeoutMs', 2 ** 31, '2147483648, expected'],
    ['statementTimeoutMs', '5s' as unknown as number, "'5s', expected"],
  ])('refuses %s %p', (option, value, told) => {
    const settings = () => lifecycleSettings({ [option]: value });
    expect(settings).toThrow(LifecycleConfigurationError);
    expect(settings).toThrow(`The option ${option} is ${told}`);
  });

  it.each([
    ['autoCreate', 'false', "'false', expected true or false"],
    ['autoCreate', null, 'null, expected true or false'],
    ['autoSeed', '0', "'0', expected true or false"],
    ['onPending', 'fial', "'fial', expected 'unready', 'fail' or 'ignore'"],
    ['environment', ' ', "' ', expected the name of an environment"],
    ['environment', null, 'null, expected the name of an environment'],
    ['journalTable', '', "'', expected the name of a table"],
    ['journalTable', 5, '5, expected the name of a table'],
    ['applicationVersion', 2, '2, expected a text'],
    ['externalTables', ['orders', 1], "[ 'orders', 1 ], expected an object of SQL by name"],
  ])('refuses %s %p, whose meaning would be a guess', (option, value, told) => {
    const settings = () => lifecycleSettings({ [option]: value });
    expect(settings).toThrow(LifecycleConfigurationError);
    expect(settings).toThrow(`The option ${option} is ${told}`);
  });

  it('takes a wait for the lock without end, and a statement that may take for ever', () => {
    const given = { lockWaitTimeoutMs: Number.POSITIVE_INFINITY, lockTimeoutMs: 1, statementTimeoutMs: 0 };
    expect(lifecycleSettings(given)).toMatchObject(given);
    expect(lifecycleSettings({ lockTimeoutMs: undefined }).lockTimeoutMs).toBe(5_000);
  });
});
