import type { DataSource } from 'typeorm';
import { MigrationNamesError } from '../../errors/migration-names.error';
import { classTimestamp, migrationNames } from '../migration.name';

/** A list of classes is read in its order; files are read in the order of their own names, whatever the glob found first. */
const isList = ({ options: { migrations = [] } }: DataSource): boolean =>
  Object.values(migrations).every((migration) => typeof migration === 'function');

/** What is wrong with the names: TypeORM runs migrations by the 13 digits at the end, and records them by the whole name. */
function namingFaults(names: readonly string[], orderMatters: boolean, history: ReadonlySet<string>): string[] {
  const nameless = names.filter((name) => Number.isNaN(classTimestamp(name)));
  if (nameless.length > 0)
    return nameless.map(
      (name) => `Migration ${name}: expected a class name that ends in 13 digits, milliseconds since 1970.`,
    );
  const faults: string[] = [];
  const seen = new Set<string>();
  let latest = '';
  for (const name of names) {
    const timestamp = classTimestamp(name);
    if (seen.has(name))
      faults.push(
        `Two migrations are called ${name}: only one of them would run. Rename one, or should it be the same class, export and list it once.`,
      );
    else if (orderMatters && !history.has(name) && latest && timestamp < classTimestamp(latest))
      faults.push(`Migration ${name} stands after ${latest} and runs before it. List them in the order of timestamps.`);
    seen.add(name);
    if (!latest || timestamp > classTimestamp(latest)) latest = name;
  }
  return faults;
}

/** @param history names of those that are deployed; where they are listed does not matter any more */
export const checkNames = (dataSource: DataSource, history: readonly string[] = []): string[] =>
  namingFaults(migrationNames(dataSource), isList(dataSource), new Set(history));

/**
 * Equal timestamps: TypeORM keeps the order in which it found them. That is no fault where all databases have run both, and
 * then there is nothing to be done, as each knows them by their names.
 * @param history names of those that are deployed, of which nothing is said
 */
export function nameWarnings(dataSource: DataSource, history: readonly string[] = []): string[] {
  const order = isList(dataSource) ? 'of the list' : "of their files' names";
  const seen = new Map<number, string>();
  return migrationNames(dataSource).flatMap((name) => {
    const other = seen.get(classTimestamp(name));
    seen.set(classTimestamp(name), name);
    if (other === undefined || other === name || (history.includes(name) && history.includes(other))) return [];
    return `Migrations ${other} and ${name} have the same timestamp, and run in the order ${order}. One that no database has run yet had better get a later one; one that was run would be run again, as a database knows it by its name.`;
  });
}

/** What it says of the names has no remedy, and it says it of the first alone. */
const isRefusedByTypeOrm = (name: string, index: number, names: readonly string[]): boolean =>
  !Number.parseInt(name.slice(-13), 10) || names.indexOf(name) < index;

/** Whether TypeORM takes none of the migrations, for their names. */
export const areRefused = (dataSource: DataSource): boolean => migrationNames(dataSource).some(isRefusedByTypeOrm);

/** @throws MigrationNamesError before TypeORM is asked for the migrations, and refuses them all for their names */
export function requireNames(dataSource: DataSource): void {
  if (areRefused(dataSource)) throw new MigrationNamesError(checkNames(dataSource));
}
