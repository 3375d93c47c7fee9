import { randomBytes } from 'node:crypto';

/** Every shadow's name begins with it, and no other database's should. */
export const SHADOW_PREFIX = 'lifecycle_shadow_';

/** Every test database's name begins with it, and no other database's should. */
export const TEST_PREFIX = 'lifecycle_test_';

const NAME = new RegExp(`^(?:${SHADOW_PREFIX}|${TEST_PREFIX})(\\d{13})_[0-9a-f]{12}$`);

const unique = (prefix: string, createdAt: number): string => `${prefix}${createdAt}_${randomBytes(6).toString('hex')}`;

/** A name that no database has had: `lifecycle_shadow_<milliseconds since 1970>_<random>`. */
export const shadowName = (createdAt = Date.now()): string => unique(SHADOW_PREFIX, createdAt);

/** A name that no database has had: `lifecycle_test_<milliseconds since 1970>_<random>`. */
export const testName = (createdAt = Date.now()): string => unique(TEST_PREFIX, createdAt);

/** When a shadow or test database was made, in milliseconds since 1970, by its name; undefined for any other one. */
export function scratchCreatedAt(name: string): number | undefined {
  const [, createdAt] = NAME.exec(name) ?? [];
  return createdAt === undefined ? undefined : Number(createdAt);
}
