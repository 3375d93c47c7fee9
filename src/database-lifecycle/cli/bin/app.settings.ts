import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { AppModuleError } from '../../errors/app-module.error';
import { FLAGS, type AppFlags } from './app.flags';
import { packageSettings, usualMigrations } from './package.settings';

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

function packageAbove(directory: string): string | undefined {
  for (let at = directory; ; at = dirname(at)) {
    if (existsSync(join(at, 'package.json'))) return at;
    if (dirname(at) === at) return undefined;
  }
}

/**
 * The flags first, then the key "db-lifecycle" of the app's package.json, then what is usual.
 * @param directory where the program was called; flags are seen from there, package.json's own words from its place
 * @throws AppModuleError
 */
export function appSettings(flags: AppFlags, directory: string): AppSettings {
  const [empty] = Object.entries(FLAGS).find(([, name]) => flags[name] === '') ?? [];
  if (empty) throw AppModuleError.flagWithoutValue(empty);
  const root = packageAbove(directory) ?? (flags.module && packageAbove(dirname(resolve(directory, flags.module))));
  if (!root) throw AppModuleError.noPackage(directory);
  const file = join(root, 'package.json');
  const own = packageSettings(file, () => readFileSync(file, 'utf8'));
  const named = flags.module ?? own.module;
  const [moduleFile, className] = named?.split('#') ?? [];
  const from = (flag: string | undefined, key: string | undefined): string | undefined =>
    flag !== undefined ? resolve(directory, flag) : key && join(root, key);
  const module = from(flags.module && moduleFile, own.module && moduleFile);
  const usual = usualMigrations((folder) => existsSync(join(root, folder)));
  // In a monorepo the sources of an app are where its root module is.
  const beside = module?.endsWith('.ts') ? join(dirname(module), 'migrations') : undefined;
  return {
    root,
    modules: module ? [module] : USUAL_MODULES.map((place) => join(root, place)),
    className,
    migrations: from(flags.migrations, own.migrations) ?? (usual ? join(root, usual) : beside),
    dataSource: flags.dataSource ?? own.dataSource,
  };
}
