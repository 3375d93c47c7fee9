import { SeedingUsageError } from '../errors/seeding-usage.error';
import type { RegisteredSeeder } from '../seeding/seeder.registry';
import type { CommandOptions } from './cli.command';

/** What a person wants of `db:seed`. */
export interface SeedingFlags {
  /** Keys of the seeders; undefined for all that may run here. */
  readonly only?: readonly string[];
  /** How many rows a seeder is to make, by its key. */
  readonly rows: ReadonlyMap<string, number>;
  /** Whether their tables are emptied first. */
  readonly fresh: boolean;
}

const ROWS = /^(?<key>[^=]+)=(?<rows>\d{1,15})$/;

const partsOf = (list: string): string[] =>
  list
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);

function parseRows(list: string): Map<string, number> {
  const parts = partsOf(list).map((part) => ROWS.exec(part)?.groups);
  if (parts.length === 0 || parts.includes(undefined)) throw SeedingUsageError.rows(list);
  const keys = parts.map((groups) => groups!.key!);
  const repeated = keys.find((key, index) => keys.indexOf(key) < index);
  if (repeated !== undefined) throw SeedingUsageError.rowsTwice(repeated);
  return new Map(parts.map((groups) => [groups!.key!, Number(groups!.rows)]));
}

/** @throws SeedingUsageError for what can't be read, or names a seeder that there is not */
export function seedingFlags(
  { only, rows, fresh }: CommandOptions,
  seeders: readonly RegisteredSeeder[],
): SeedingFlags {
  const keys = only === undefined ? undefined : partsOf(String(only));
  if (keys?.length === 0) throw SeedingUsageError.noKeys();
  const numbers = rows === undefined ? new Map<string, number>() : parseRows(String(rows));
  const known = seeders.map(({ options }) => options.key);
  for (const key of numbers.keys()) {
    if (!known.includes(key)) throw SeedingUsageError.unknownSeeder('--rows', key, known);
    if (keys && !keys.includes(key)) throw SeedingUsageError.rowsOfUnchosen(key, keys);
  }
  return { only: keys, rows: numbers, fresh: fresh === true };
}
