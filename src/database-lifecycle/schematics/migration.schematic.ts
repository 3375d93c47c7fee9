import type { Rule, Tree } from '@angular-devkit/schematics';
import { posix } from 'node:path';
import { AppModuleError } from '../errors/app-module.error';
import { packageSettings, usualMigrations } from '../cli/bin/package.settings';
import { migrationName } from '../migrations/migration.name';
import { migrationSource } from '../migrations/write/migration.template';
import { givenName } from './names/given.name';
import { pascalCase } from './names/letter-case';
import type { SchematicOptions } from './schematic.options';
import { GeneratedFiles } from './write/generated.files';

const TIMESTAMP = /^(\d{13})-/;
const PACKAGE = '/package.json';

const isFolder = (tree: Tree, folder: string): boolean =>
  tree.getDir(posix.dirname(folder)).subdirs.some((name) => name === posix.basename(folder));

/** Where the program `db-lifecycle` writes them, too. @throws AppModuleError */
function migrationsFolder(tree: Tree): string {
  const own = tree.exists(PACKAGE) ? packageSettings('package.json', () => tree.readText(PACKAGE)) : {};
  if (own.migrations !== undefined && posix.normalize(own.migrations).startsWith('..'))
    throw AppModuleError.setting('package.json', 'has "migrations" outside of the app, where nest g does not write');
  return own.migrations ?? usualMigrations((folder) => isFolder(tree, `/${folder}`)) ?? 'migrations';
}

/**
 * `nest g migration AddBreed`: an empty one, later than every other beside it, whatever the clock says. What the entities
 * have that the migrations lack is written by `migration:generate`.
 */
export const migration =
  ({ name, path }: SchematicOptions): Rule =>
  (tree) => {
    const title = migrationName(pascalCase(givenName('migration', name)), 'migration:create');
    const folder = posix.join('/', path ?? migrationsFolder(tree));
    const times = tree.getDir(folder).subfiles.map((file) => Number(TIMESTAMP.exec(file)?.[1] ?? 0) + 1);
    const timestamp = Math.max(Date.now(), ...times);
    const files = new GeneratedFiles(tree);
    const source = migrationSource(`${title}${timestamp}`, { transaction: 'shared', up: [], down: [] });
    files.create(`${folder}/${timestamp}-${title}.ts`, source);
    files.write();
  };
