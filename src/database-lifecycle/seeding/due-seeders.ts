import type { JournalEntry, NamedObject } from '../interfaces/schema-snapshot.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import { distinct, pathOf, toName } from '../sql/identifier';
import { contentEntry } from './seed.notes';
import { mayRunIn, type RegisteredSeeder } from './seeder.registry';

/** How a seeder stands, as the journal has it. */
interface SeederStanding {
  /** Whether it has run, or was passed over, since its tables were made; seeders that depend on it need that. */
  readonly hasRun: boolean;
  readonly due: boolean;
  /** Why it is due, or is not. */
  readonly why: string;
}

/** The tables that a seeder fills, each once: entities of single-table inheritance share one. */
export function tablesOf({ dataSource, journal }: LifecycleTarget, { options }: RegisteredSeeder): NamedObject[] {
  const tables = options.entities.map((entity): NamedObject => {
    const { schema, tableName } = dataSource.getMetadata(entity);
    return { schema: toName(schema ?? journal.schema), name: toName(tableName) };
  });
  return distinct(tables);
}

const isRun = ({ event }: JournalEntry): boolean => event === 'seed' || event === 'seed-skip';

/** The entry with the greatest id. */
const lastOf = (entries: readonly JournalEntry[]): JournalEntry | undefined =>
  entries.reduce<JournalEntry | undefined>((last, entry) => (last && last.id > entry.id ? last : entry), undefined);

/** Whether the last run had the content that the seeder has now. */
const ranWithContent = ({ options, content }: RegisteredSeeder, last: JournalEntry, entries: readonly JournalEntry[]) =>
  last.content === content ||
  entries.some(({ id, name }) => id > last.id && name === contentEntry(options.key, content!));

/** @param entries those of the journal that decide it, the last of each event and name */
export function standingOf(
  target: LifecycleTarget,
  seeder: RegisteredSeeder,
  entries: readonly JournalEntry[],
): SeederStanding {
  const { key, mode = 'once' } = seeder.options;
  const tables = new Set(tablesOf(target, seeder).map(pathOf));
  const last = lastOf(entries.filter((entry) => isRun(entry) && entry.name === key));
  const made = lastOf(entries.filter((entry) => !isRun(entry) && tables.has(entry.name)));
  const hasRun = last !== undefined && last.id > (made?.id ?? 0);
  if (mode === 'always') return { hasRun, due: true, why: 'it always runs' };
  if (last === undefined) return { hasRun, due: true, why: 'it has not run yet' };
  if (!hasRun) return { hasRun, due: true, why: 'its tables were made since it ran' };
  if (mode === 'once') return { hasRun, due: false, why: 'it has run before' };
  return ranWithContent(seeder, last, entries)
    ? { hasRun, due: false, why: 'its content is the one that it ran with' }
    : { hasRun, due: true, why: 'its content has changed' };
}

/** The seeders that may run in the target's environment and are due. */
export const dueSeeders = (
  target: LifecycleTarget,
  seeders: readonly RegisteredSeeder[],
  entries: readonly JournalEntry[],
): RegisteredSeeder[] =>
  seeders.filter(
    (seeder) => mayRunIn(seeder, target.settings.environment.name) && standingOf(target, seeder, entries).due,
  );
