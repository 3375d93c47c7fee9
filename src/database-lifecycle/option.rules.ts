import { LifecycleConfigurationError } from './errors/lifecycle-configuration.error';

export type Expectation = readonly [expected: string, fits: (value: unknown) => boolean];

/** `Number(undefined)` is NaN, which would be waited for without end, or be no SQL. */
export const milliseconds = (min: number, max: number): Expectation => [
  `a number of milliseconds ${Number.isFinite(max) ? `from ${min} to ${max}` : `from ${min} on, or Infinity`}`,
  (value) => typeof value === 'number' && value >= min && value <= max,
];

/** @throws LifecycleConfigurationError for a value that is not as expected; one that is left out takes its default */
export function refuseUnfit(option: string, found: unknown, [expected, fits]: Expectation): void {
  if (found !== undefined && !fits(found)) throw LifecycleConfigurationError.option(option, found, expected);
}
