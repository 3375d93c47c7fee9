import type { MigrationInterface } from 'typeorm';
import { UsageError } from '../errors/usage.error';

/** The name under which the database records it. */
export const nameOf = (migration: MigrationInterface): string => migration.name ?? migration.constructor.name;

/**
 * `add-vaccinations` becomes `AddVaccinations`, a class name.
 * @throws UsageError when it can't be one
 */
export function migrationName(text: string, command: string): string {
  const name = text.replace(/(?:^|[-_\s])+(\w)/g, (_, letter: string) => letter.toUpperCase());
  if (!/^[A-Za-z][A-Za-z0-9]*$/.test(name)) throw UsageError.migrationName(text, command);
  return name;
}
