import { inspect, types } from 'node:util';

/**
 * What the code of others threw, as an error: JavaScript lets it throw anything.
 * @param who threw it, where what is around the message does not say
 */
export const thrownError = (thrown: unknown, who = 'it'): Error =>
  thrown instanceof Error || types.isNativeError(thrown)
    ? thrown
    : new Error(`${who} threw ${inspect(thrown, { breakLength: Infinity, maxStringLength: 500 })}, which is no Error`);
