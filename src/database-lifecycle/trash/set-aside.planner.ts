import type { Holdings } from '../interfaces/holdings.interface';
import type { SetAsidePlan } from '../interfaces/reset-plan.interface';
import type { JournalEntry, NamedObject } from '../interfaces/schema-snapshot.interface';
import type { TrashManifest, TrashPlace, TrashSeeding } from '../interfaces/trash.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import type { KeptRecords } from './kept-records.query';
import { trashOwner } from './manifest';
import { trashOfHome } from './places';
import { setAsideStatements } from './set-aside.statements';
import { trashNames } from './trash.name';

export interface SetAsideInput {
  readonly cause: TrashManifest['cause'];
  readonly holdings: Holdings;
  readonly records: KeptRecords;
  /** The journal's entries that decide which seeders are due. */
  readonly journal: readonly JournalEntry[];
}

/** A seeder that was passed over is done, too, and what was restored was made; of each name the last entry counts. */
function seedingOf(journal: readonly JournalEntry[]): TrashSeeding[] {
  const last = new Map<string, TrashSeeding>();
  for (const { event, name, content } of journal.toSorted((a, b) => a.id - b.id)) {
    const isRun = event === 'seed' || event === 'seed-skip';
    const entry: TrashSeeding = { event: isRun ? 'seed' : 'create', name, ...(content === null ? {} : { content }) };
    const key = `${entry.event} ${name}`;
    // Deleted first, so that the map's order is that of the last entries.
    last.delete(key);
    last.set(key, entry);
  }
  return [...last.values()];
}

const named = ({ schema, name }: NamedObject): NamedObject => ({ schema, name });

function placesOf({ relations, types }: Holdings, { at, takenNames }: KeptRecords): TrashPlace[] {
  const homes = [...new Set([...relations, ...types].map(({ schema }) => schema))];
  const names = trashNames(at, homes.length, takenNames);
  return homes.map((home, index) => ({ home, trash: names[index]! }));
}

/** Plans to set aside all that the holdings name, dependents too; null when there is nothing. Pure. */
export function planSetAside(
  { author, metadataTable, migrationsTable }: Pick<LifecycleTarget, 'author' | 'metadataTable' | 'migrationsTable'>,
  { cause, holdings, records, journal }: SetAsideInput,
): SetAsidePlan | null {
  const { relations, types, constraints, parts, dependents } = holdings;
  if (relations.length + types.length === 0) return null;
  const places = placesOf(holdings, records);
  const trashOf = trashOfHome({ places });
  const manifest: TrashManifest = {
    version: 1,
    owner: trashOwner(migrationsTable),
    at: records.at,
    cause,
    host: author.host,
    ...(author.application === undefined ? {} : { application: author.application }),
    places,
    relations: relations.map(({ relkind, root, ...relation }) => ({ ...named(relation), relkind, managed: root })),
    types: types.map(named),
    constraints: constraints.map(({ schema, table, name, oid, comment }) => ({
      schema,
      table,
      name,
      definition: records.definitions[oid]!,
      comment,
    })),
    staying: dependents.filter(({ fate }) => fate === 'stays').map(({ what }) => what),
    metadata: records.metadata,
    migrations: records.migrations,
    seeding: seedingOf(journal),
  };
  return {
    manifest,
    statements: setAsideStatements(manifest, records.recorded, holdings.metadataTableExists ? metadataTable : null),
    moves: [...parts, ...types].map((part) => ({
      from: named(part),
      to: { schema: trashOf.get(part.schema)!, name: part.name },
    })),
    constraints: constraints.map(({ schema, table, name }) => ({ schema, table, name })),
  };
}
