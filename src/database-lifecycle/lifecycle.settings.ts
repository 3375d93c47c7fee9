import { environmentNamed, resolveEnvironment } from './environment';
import { LifecycleConfigurationError } from './errors/lifecycle-configuration.error';
import type { LifecycleEnvironment } from './interfaces/environment.interface';
import type { DatabaseLifecycleOptions } from './interfaces/lifecycle-options.interface';
import { milliseconds, refuseUnfit, type Expectation } from './option.rules';
import { DEFAULT_JOURNAL_TABLE } from './plan/journal.statements';

/** The options with every default filled in. */
export interface LifecycleSettings extends Required<
  Omit<DatabaseLifecycleOptions, 'environment' | 'applicationVersion'>
> {
  readonly environment: LifecycleEnvironment;
  readonly applicationVersion?: string;
}

/** What `lock_timeout` and `statement_timeout` hold. */
const MAX_SERVER_TIMEOUT_MS = 2_147_483_647;

const flag: Expectation = ['true or false', (value) => typeof value === 'boolean'];

const name = (of: string): Expectation => [of, (value) => typeof value === 'string' && value.trim() !== ''];

const isRecordOfTexts = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.values(value).every((text) => typeof text === 'string');

/**
 * Checked at run time: variables are strings, of which even `'false'` is truthy, and ConfigService's answers are
 * untyped.
 */
const EXPECTED: Readonly<Record<keyof DatabaseLifecycleOptions, Expectation>> = {
  environment: name('the name of an environment'),
  autoCreate: flag,
  autoSeed: flag,
  onPending: ["'unready', 'fail' or 'ignore'", (value) => ['unready', 'fail', 'ignore'].includes(value as string)],
  lockWaitTimeoutMs: milliseconds(0, Number.POSITIVE_INFINITY),
  // To the server a lock timeout of 0 is none, and no wait for a table is without end.
  lockTimeoutMs: milliseconds(1, MAX_SERVER_TIMEOUT_MS),
  statementTimeoutMs: milliseconds(0, MAX_SERVER_TIMEOUT_MS),
  journalTable: name('the name of a table'),
  // What is purged is not guessed.
  keepResets: [
    'a whole number from 0 on, or Infinity',
    (value) => value === Number.POSITIVE_INFINITY || (Number.isSafeInteger(value) && (value as number) >= 0),
  ],
  applicationVersion: ['a text', (value) => typeof value === 'string'],
  externalTables: ['an object of SQL by name', isRecordOfTexts],
};

/**
 * Checks what a factory returns: a forgotten `return`, or undefined from ConfigService, must not be taken for the
 * defaults, which would do more than was meant.
 * @throws LifecycleConfigurationError when it is no object
 */
export function refuseNoOptions(options: unknown): void {
  if (typeof options !== 'object' || options === null) throw LifecycleConfigurationError.noOptions(options);
}

function refuseMistyped(options: DatabaseLifecycleOptions): void {
  for (const option of Object.keys(EXPECTED) as (keyof DatabaseLifecycleOptions)[])
    refuseUnfit(option, options[option], EXPECTED[option]);
}

/** @throws LifecycleConfigurationError for an option of a type or value that it can not have */
export function lifecycleSettings(options: DatabaseLifecycleOptions = {}): LifecycleSettings {
  refuseNoOptions(options);
  refuseMistyped(options);
  const { environment, ...others } = options;
  return {
    autoCreate: true,
    autoSeed: true,
    onPending: 'unready',
    lockWaitTimeoutMs: 60_000,
    lockTimeoutMs: 5_000,
    statementTimeoutMs: 0,
    externalTables: {},
    journalTable: DEFAULT_JOURNAL_TABLE,
    keepResets: 3,
    applicationVersion: process.env.npm_package_version,
    ...Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined)),
    environment: environment === undefined ? resolveEnvironment() : environmentNamed(environment),
  };
}

/** Whether missing tables are made by themselves; where they are not, they come from migrations, which then count. */
export const createsByItself = ({ environment, autoCreate }: LifecycleSettings): boolean =>
  environment.policy === 'auto-create' && autoCreate;
