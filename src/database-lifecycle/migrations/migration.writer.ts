import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { classTimestamp, migrationNames } from './migration.name';
import type { MigrationQuery } from '../interfaces/migration-draft.interface';
import { migrationSource } from './migration.template';

/** A time later than every migration's there is, so that the new one runs last, whatever the clock says. */
const nextTimestamp = (dataSource: DataSource): number =>
  Math.max(Date.now(), ...migrationNames(dataSource).map((name) => (classTimestamp(name) || 0) + 1));

export interface WrittenMigration {
  /** Name of its class. */
  readonly name: string;
  readonly file: string;
}

/**
 * Writes a migration that runs after every other; without statements, one to be filled in.
 * @param name in PascalCase, e.g. `AddVaccinations`
 */
export async function writeMigration(
  dataSource: DataSource,
  name: string,
  directory: string,
  up: readonly MigrationQuery[] = [],
  down: readonly MigrationQuery[] = [],
): Promise<WrittenMigration> {
  const timestamp = nextTimestamp(dataSource);
  const file = join(directory, `${timestamp}-${name}.ts`);
  const className = `${name}${timestamp}`;
  await mkdir(directory, { recursive: true });
  await writeFile(file, migrationSource(className, up, down), { flag: 'wx' });
  return { name: className, file };
}
