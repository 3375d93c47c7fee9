import type { DataSource, MigrationInterface } from 'typeorm';
import { UsageError } from '../errors/usage.error';

/** The name under which the database records it. */
export const nameOf = (migration: MigrationInterface): string => migration.name ?? migration.constructor.name;

/** Names of the code's migrations, in the order in which the DataSource has them. */
export const migrationNames = ({ migrations }: DataSource): string[] => migrations.map(nameOf);

const CLASS_TIMESTAMP = /\d{13}$/;

/** Milliseconds since 1970, by the 13 digits that a class name ends in; NaN when it does not. */
export const classTimestamp = (name: string): number => Number(CLASS_TIMESTAMP.exec(name)?.[0] ?? Number.NaN);

/** Names in the order in which TypeORM runs them. */
export const inRunningOrder = (names: readonly string[]): string[] =>
  names.toSorted((one, other) => classTimestamp(one) - classTimestamp(other));

/**
 * `add-vaccinations` becomes `AddVaccinations`, a class name.
 * @throws UsageError when it can't be one
 */
export function migrationName(text: string, command: string): string {
  const name = text.replace(/(?:^|[-_\s])+(\w)/g, (_, letter: string) => letter.toUpperCase());
  if (!/^[A-Za-z][A-Za-z0-9]*$/.test(name)) throw UsageError.migrationName(text, command);
  return name;
}
