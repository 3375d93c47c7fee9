import { AppModuleError } from '../../errors/app-module.error';
import { FLAGS, type AppFlags } from './app.flags';

const KEYS: ReadonlySet<string> = new Set(Object.values(FLAGS));
const MIGRATIONS = ['migrations', 'src/migrations'];

/**
 * What the key "db-lifecycle" of an app's package.json says.
 * @param file for the error
 * @throws AppModuleError
 */
export function packageSettings(file: string, read: () => string): AppFlags {
  let settings: unknown;
  try {
    settings = (JSON.parse(read()) as { 'db-lifecycle'?: unknown })['db-lifecycle'] ?? {};
  } catch (error) {
    throw AppModuleError.unreadable(file, error as Error);
  }
  if (typeof settings !== 'object' || settings === null) throw AppModuleError.setting(file, 'is no object');
  for (const [key, value] of Object.entries(settings)) {
    if (!KEYS.has(key)) throw AppModuleError.setting(file, `has "${key}", expected ${[...KEYS].join(', ')}`);
    if (typeof value !== 'string') throw AppModuleError.setting(file, `has "${key}", which is no text`);
  }
  return settings;
}

/** Where migrations are, else where they would be written, seen from package.json; undefined for a build without its sources. */
export function usualMigrations(isThere: (folder: string) => boolean): string | undefined {
  return MIGRATIONS.find(isThere) ?? (isThere('src') ? MIGRATIONS.at(-1) : undefined);
}
