import { createHash } from 'node:crypto';
import type { Faker } from '@faker-js/faker';
import { LifecycleConfigurationError } from '../errors/lifecycle-configuration.error';

/** Dates are counted from here, so that a seeder makes the same rows on any day. */
const REFERENCE_DATE = '2025-01-01T00:00:00.000Z';

/** A faker whose values depend on the key alone. The package is loaded here, on the first run of a seeder that uses it. */
export function deterministicFaker(key: string): Faker {
  let library: typeof import('@faker-js/faker');
  try {
    library = require('@faker-js/faker') as typeof import('@faker-js/faker');
  } catch {
    throw LifecycleConfigurationError.seeders(
      `Seeder "${key}" uses faker, but the package @faker-js/faker is not installed.`,
      'npm install --save-dev @faker-js/faker',
    );
  }
  const faker = new library.Faker({ locale: [library.en, library.base] });
  faker.seed(createHash('sha256').update(key).digest().readUInt32BE(0));
  faker.setDefaultRefDate(REFERENCE_DATE);
  return faker;
}
