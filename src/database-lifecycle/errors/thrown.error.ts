import { inspect, types } from 'node:util';

/**
 * Makes an Error of what other people's code threw, which may be anything.
 * @param who threw it, if the text around the message does not say so
 */
export const thrownError = (thrown: unknown, who = 'it'): Error =>
  thrown instanceof Error || types.isNativeError(thrown)
    ? thrown
    : new Error(`${who} threw ${inspect(thrown, { breakLength: Infinity, maxStringLength: 500 })}, which is no Error`);
