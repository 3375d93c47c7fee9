import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { migrationSource } from './migration.template';

/** What separates a TypeScript file's own digits from a class name: 13 of them, milliseconds since 1970. */
const timestampOf = (name: string): number => Number(name.slice(-13)) || 0;

/** A time later than every migration's there is, so that the new one runs last, whatever the clock says. */
function nextTimestamp({ migrations }: DataSource): number {
  const taken = migrations.map((migration) => timestampOf(migration.name ?? migration.constructor.name));
  return Math.max(Date.now(), ...taken.map((timestamp) => timestamp + 1));
}

export interface GeneratedMigration {
  /** Name of its class. */
  readonly name: string;
  readonly file: string;
  /** How many statements up() has. */
  readonly statements: number;
}

/**
 * Writes a migration that makes the connected database what the entities ask for; null, and no file, when it is that
 * already. Compares with the connected database, which TypeORM reads and does not change.
 * @param name in PascalCase, e.g. `AddVaccinations`
 */
export async function generateMigration(
  dataSource: DataSource,
  name: string,
  directory: string,
): Promise<GeneratedMigration | null> {
  const { upQueries, downQueries } = await dataSource.driver.createSchemaBuilder().log();
  if (upQueries.length === 0) return null;
  const timestamp = nextTimestamp(dataSource);
  const file = join(directory, `${timestamp}-${name}.ts`);
  const className = `${name}${timestamp}`;
  await mkdir(directory, { recursive: true });
  await writeFile(file, migrationSource(className, upQueries, downQueries.toReversed()), { flag: 'wx' });
  return { name: className, file, statements: upQueries.length };
}
