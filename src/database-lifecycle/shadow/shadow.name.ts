import { randomBytes } from 'node:crypto';

/** Every shadow's name begins with it, and no other database's should. */
export const SHADOW_PREFIX = 'lifecycle_shadow_';

const NAME = new RegExp(`^${SHADOW_PREFIX}(\\d{13})_[0-9a-f]{12}$`);

/** A name that no database has had: `lifecycle_shadow_<milliseconds since 1970>_<random>`. */
export const shadowName = (createdAt = Date.now()): string =>
  `${SHADOW_PREFIX}${createdAt}_${randomBytes(6).toString('hex')}`;

/** When a shadow was made, in milliseconds since 1970, by its name; undefined for any other database. */
export function shadowCreatedAt(name: string): number | undefined {
  const [, createdAt] = NAME.exec(name) ?? [];
  return createdAt === undefined ? undefined : Number(createdAt);
}
