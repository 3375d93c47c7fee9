import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The names of this app's migrations in the order of their files, `<timestamp>-<Name>.ts`. */
export const MIGRATIONS = readdirSync(join(__dirname, '..', '..', 'migrations'))
  .map((file) => file.replace(/^(\d+)-(\w+)\.ts$/, '$2$1'))
  // File names have the timestamp first.
  .toSorted((one, other) => one.slice(-13).localeCompare(other.slice(-13)));
