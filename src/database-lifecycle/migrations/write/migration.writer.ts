import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { classTimestamp, migrationNames } from '../migration.name';
import { migrationSource, type MigrationBody } from './migration.template';

/** A time later than every migration's there is, so that the new one runs last, whatever the clock says. */
const nextTimestamp = (dataSource: DataSource): number =>
  Math.max(Date.now(), ...migrationNames(dataSource).map((name) => (classTimestamp(name) || 0) + 1));

export interface WrittenMigration {
  /** Name of its class. */
  readonly name: string;
  readonly file: string;
}

export interface NamedBody extends MigrationBody {
  /** In PascalCase, e.g. `AddVaccinations`. */
  readonly name: string;
}

/** Writes migrations that run after every other, in their order. */
export async function writeMigrations(
  dataSource: DataSource,
  directory: string,
  bodies: readonly NamedBody[],
): Promise<WrittenMigration[]> {
  const first = nextTimestamp(dataSource);
  await mkdir(directory, { recursive: true });
  const written: WrittenMigration[] = [];
  for (const [index, { name, ...body }] of bodies.entries()) {
    const timestamp = first + index;
    const file = join(directory, `${timestamp}-${name}.ts`);
    const className = `${name}${timestamp}`;
    await writeFile(file, migrationSource(className, body), { flag: 'wx' });
    written.push({ name: className, file });
  }
  return written;
}

/** Takes files back that nobody has seen yet. */
export const removeWritten = async (written: readonly WrittenMigration[]): Promise<void> => {
  for (const { file } of written) await rm(file, { force: true });
};

/** Writes one to be filled in. */
export async function writeEmptyMigration(
  dataSource: DataSource,
  name: string,
  directory: string,
): Promise<WrittenMigration> {
  const [written] = await writeMigrations(dataSource, directory, [{ name, transaction: 'shared', up: [], down: [] }]);
  return written!;
}
