import type { Rule } from '@angular-devkit/schematics';
import { migrationName } from '../migrations/migration.name';
import { migrationSource } from '../migrations/write/migration.template';
import { pascalCase } from './names/letter-case';
import type { SchematicOptions } from './schematic.options';
import { GeneratedFiles } from './write/generated.files';

const TIMESTAMP = /^(\d{13})-/;

/**
 * `nest g migration AddBreed`: an empty one in `migrations/`, later than every other, whatever the clock says. What the
 * entities have that the migrations lack is written by `migration:generate`.
 */
export const migration =
  ({ name, path = 'migrations' }: SchematicOptions): Rule =>
  (tree) => {
    const title = migrationName(pascalCase(name), 'migration:create');
    const times = tree.getDir(path).subfiles.map((file) => Number(TIMESTAMP.exec(file)?.[1] ?? 0) + 1);
    const timestamp = Math.max(Date.now(), ...times);
    const files = new GeneratedFiles(tree);
    const source = migrationSource(`${title}${timestamp}`, { transaction: 'shared', up: [], down: [] });
    files.create(`/${path}/${timestamp}-${title}.ts`, source);
    files.write();
  };
