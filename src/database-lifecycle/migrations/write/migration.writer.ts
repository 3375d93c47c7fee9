import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import type { MigrationFile } from '../../interfaces/migration-report.interface';
import { classTimestamp, migrationNames } from '../migration.name';
import { migrationSource, type MigrationBody } from './migration.template';

/** A time later than every migration's there is, so that the new one runs last, whatever the clock says. */
const nextTimestamp = (dataSource: DataSource): number =>
  Math.max(Date.now(), ...migrationNames(dataSource).map((name) => (classTimestamp(name) || 0) + 1));

export interface NamedBody extends MigrationBody {
  /** In PascalCase, e.g. `AddVaccinations`. */
  readonly name: string;
}

/** What migrations that run after every other, in their order, are called. */
export function nameMigrations(
  dataSource: DataSource,
  directory: string,
  bodies: readonly NamedBody[],
): MigrationFile[] {
  const first = nextTimestamp(dataSource);
  return bodies.map(({ name }, index) => ({
    name: `${name}${first + index}`,
    file: join(directory, `${first + index}-${name}.ts`),
  }));
}

/** Writes migrations that run after every other, in their order. */
export async function writeMigrations(
  dataSource: DataSource,
  directory: string,
  bodies: readonly NamedBody[],
): Promise<MigrationFile[]> {
  const named = nameMigrations(dataSource, directory, bodies);
  await mkdir(directory, { recursive: true });
  for (const [index, { name, file }] of named.entries())
    await writeFile(file, migrationSource(name, bodies[index]!), { flag: 'wx' });
  return named;
}

/** Takes files back that nobody has seen yet. */
export const removeWritten = async (written: readonly MigrationFile[]): Promise<void> => {
  for (const { file } of written) await rm(file, { force: true });
};

/** Writes one to be filled in. */
export async function writeEmptyMigration(
  dataSource: DataSource,
  name: string,
  directory: string,
): Promise<MigrationFile> {
  const [written] = await writeMigrations(dataSource, directory, [{ name, transaction: 'shared', up: [], down: [] }]);
  return written!;
}
