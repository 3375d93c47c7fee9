import { UsageError } from './usage.error';

/** `db:seed` was called with seeders or numbers that there are not; nothing was done. */
export class SeedingUsageError extends UsageError {
  static unknownSeeder(flag: string, key: string, known: readonly string[]): SeedingUsageError {
    const seeders = known.length > 0 ? `known: ${known.join(', ')}` : 'it has none';
    return new SeedingUsageError(`${flag} names "${key}", which is no seeder of this app (${seeders}).`, [
      'See them, and which are due: npm run db:seed -- --dry-run',
    ]);
  }

  static noKeys(): SeedingUsageError {
    return new SeedingUsageError('--only names no seeder.', ['For example: npm run db:seed -- --only users,pets']);
  }

  static rows(rows: string): SeedingUsageError {
    return new SeedingUsageError(`--rows ${rows} is no list of seeders with their numbers of rows.`, [
      'For example: npm run db:seed -- --rows users=100000,pets=5000',
    ]);
  }

  static rowsTwice(key: string): SeedingUsageError {
    return new SeedingUsageError(`--rows names "${key}" twice.`, [
      `Say once how many: npm run db:seed -- --rows ${key}=...`,
    ]);
  }

  static rowsOfUnchosen(key: string, only: readonly string[]): SeedingUsageError {
    return new SeedingUsageError(`--rows names "${key}", which --only leaves out.`, [
      `npm run db:seed -- --only ${[...only, key].join(',')} --rows ${key}=...`,
    ]);
  }

  static consentWithoutFresh(flag: string): SeedingUsageError {
    return new SeedingUsageError(`${flag} goes with --fresh only.`, [
      'Without --fresh no row is deleted: npm run db:seed',
    ]);
  }
}
