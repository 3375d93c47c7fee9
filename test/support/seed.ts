import { randomInt } from 'node:crypto';

/** Always the same there, so that what turns CI red is the change, and no case that chance found. */
const SEED_OF_CI = 217_708;

/** The integer that a test's chance starts from: what the variable says, else another one each time, from 0 to 2^31 - 1. */
export const seedFrom = (variable: string, ofCi = SEED_OF_CI): number =>
  Number(process.env[variable] ?? (process.env.CI ? ofCi : randomInt(2 ** 31)));
