import { inspect, types } from 'node:util';

/** What the code of others threw, as an error: JavaScript lets it throw anything. */
export const thrownError = (thrown: unknown): Error =>
  thrown instanceof Error || types.isNativeError(thrown)
    ? thrown
    : new Error(`it threw ${inspect(thrown, { breakLength: Infinity, maxStringLength: 500 })}, which is no Error`);
