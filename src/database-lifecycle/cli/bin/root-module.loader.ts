import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Type } from '@nestjs/common';
import { AppModuleError } from '../../errors/app-module.error';
import { shownPath } from '../../report/shown.path';
import type { RootModule } from '../app.door';
import type { AppSettings } from './app.settings';
import { catchStart } from './start.catcher';

type Exported = Readonly<Record<string, unknown>>;

const MODULE_KEYS = ['imports', 'controllers', 'providers', 'exports'];
const TYPESCRIPT = /\.[cm]?ts$/;

const isClass = (value: unknown): value is Type => typeof value === 'function';
const isModule = (value: unknown): value is Type =>
  isClass(value) && MODULE_KEYS.some((key) => Reflect.hasOwnMetadata(key, value));

/** TypeScript loads by a hook on require() only; a build may be of either module system. */
async function load(file: string): Promise<Exported> {
  if (TYPESCRIPT.test(file)) return require(file) as Exported;
  const exported = (await import(pathToFileURL(file).href)) as Exported;
  // What a build for require() exports in a way that import does not see.
  return { ...(exported.default as Exported | undefined), ...exported };
}

function rootModuleIn(exported: Exported, className: string | undefined): Type | undefined {
  if (className !== undefined) return isClass(exported[className]) ? exported[className] : undefined;
  const { AppModule, default: main } = exported;
  const modules = Object.values(exported).filter(isModule);
  if (isClass(AppModule)) return AppModule;
  if (isModule(main)) return main;
  return modules.length === 1 ? modules[0] : undefined;
}

/**
 * What the file exports, else the module of the app that it would start, which is not started.
 * @throws AppModuleError when there is no such file, or no root module in it
 */
export async function loadRootModule({ modules, className }: AppSettings): Promise<RootModule> {
  const file = modules.find(existsSync);
  if (!file) throw AppModuleError.notFound(modules.map(shownPath));
  const { loaded: all, module: started } = await catchStart(
    () => load(file),
    (exported) => className !== undefined || Object.values(exported).some(isModule),
  );
  const module = rootModuleIn(all, className) ?? (className === undefined ? started : undefined);
  if (module) return module as RootModule;
  const found = Object.keys(all).filter((name) => isClass(all[name]));
  throw AppModuleError.noClass(shownPath(file), className, found);
}
