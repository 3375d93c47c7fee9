import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { AppModuleError } from '../../errors/app-module.error';
import { FLAGS, type AppFlags } from './app.flags';

/** Which app a command acts on. */
export interface AppSettings {
  /** Where its package.json is. */
  readonly root: string;
  /** Files of which the first that is there holds the root module. */
  readonly modules: readonly string[];
  /** Name of the root module's class; undefined to look for it. */
  readonly className?: string;
  /** Where migrations are written; undefined where there are no sources. */
  readonly migrations?: string;
  readonly dataSource?: string;
}

/** Where `nest build` puts it, without and with sources beside src/. */
const USUAL_MODULES = ['dist/app.module.js', 'dist/src/app.module.js'];
const KEYS: ReadonlySet<string> = new Set(Object.values(FLAGS));

function appRoot(directory: string): string {
  for (let at = directory; ; at = dirname(at)) {
    if (existsSync(join(at, 'package.json'))) return at;
    if (dirname(at) === at) throw AppModuleError.noPackage(directory);
  }
}

function settingsIn(file: string): AppFlags {
  let settings: unknown;
  try {
    settings = (JSON.parse(readFileSync(file, 'utf8')) as { 'db-lifecycle'?: unknown })['db-lifecycle'] ?? {};
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

/** Where they are, else where they would be written; undefined for a build without its sources. */
function usualMigrations(root: string): string | undefined {
  const folders = ['migrations', join('src', 'migrations')].map((folder) => join(root, folder));
  return folders.find(existsSync) ?? (existsSync(join(root, 'src')) ? folders.at(-1) : undefined);
}

/**
 * The flags first, then the key "db-lifecycle" of the app's package.json, then what is usual.
 * @param directory where the program was called; flags are seen from there, package.json's own words from its place
 * @throws AppModuleError
 */
export function appSettings(flags: AppFlags, directory: string): AppSettings {
  const [empty] = Object.entries(FLAGS).find(([, name]) => flags[name] === '') ?? [];
  if (empty) throw AppModuleError.flagWithoutValue(empty);
  const root = appRoot(directory);
  const own = settingsIn(join(root, 'package.json'));
  const named = flags.module ?? own.module;
  const [file, className] = named?.split('#') ?? [];
  const from = (flag: string | undefined, key: string | undefined): string | undefined =>
    flag !== undefined ? resolve(directory, flag) : key && join(root, key);
  const module = from(flags.module && file, own.module && file);
  return {
    root,
    modules: module ? [module] : USUAL_MODULES.map((usual) => join(root, usual)),
    className,
    migrations: from(flags.migrations, own.migrations) ?? usualMigrations(root),
    dataSource: flags.dataSource ?? own.dataSource,
  };
}
