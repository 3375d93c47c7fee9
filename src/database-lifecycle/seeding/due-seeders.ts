import type { JournalEntry, NamedObject } from '../interfaces/schema-snapshot.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import { pathOf, toName } from '../sql/identifier';
import { mayRunIn, type RegisteredSeeder } from './seeder.registry';

/** The tables that a seeder fills. */
export function tablesOf({ dataSource, journal }: LifecycleTarget, { options }: RegisteredSeeder): NamedObject[] {
  return options.entities.map((entity) => {
    const { schema, tableName } = dataSource.getMetadata(entity);
    return { schema: toName(schema ?? journal.schema), name: toName(tableName) };
  });
}

const isRun = ({ event }: JournalEntry): boolean => event === 'seed' || event === 'seed-skip';

/** A seeder is done while its entry is later than the creation of each of its tables. */
export function isDone(target: LifecycleTarget, seeder: RegisteredSeeder, entries: readonly JournalEntry[]): boolean {
  const tables = new Set(tablesOf(target, seeder).map(pathOf));
  const ran = entries.filter((entry) => isRun(entry) && entry.name === seeder.options.key).map(({ id }) => id);
  const made = entries.filter((entry) => !isRun(entry) && tables.has(entry.name)).map(({ id }) => id);
  return ran.length > 0 && Math.max(...ran) > Math.max(0, ...made);
}

/** The seeders that may run in the target's environment and have not run since their tables were made. */
export const dueSeeders = (
  target: LifecycleTarget,
  seeders: readonly RegisteredSeeder[],
  entries: readonly JournalEntry[],
): RegisteredSeeder[] =>
  seeders.filter((seeder) => mayRunIn(seeder, target.settings.environment.name) && !isDone(target, seeder, entries));
