import type { Holdings } from '../interfaces/holdings.interface';
import type { JournalNote } from '../interfaces/journal.interface';
import type {
  RestoreGround,
  RestoreOptions,
  RestorePlan,
  RestoredMigrations,
} from '../interfaces/restore-plan.interface';
import type { PresenceSnapshot } from '../interfaces/schema-snapshot.interface';
import type { Trash, TrashManifest, TrashRow } from '../interfaces/trash.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import { journalStatements } from '../plan/journal.statements';
import { pathOf } from '../sql/identifier';
import { divideConstraints } from './constraint.rules';
import type { KeptRecords } from './kept-records.query';
import { homeOfTrash } from './places';
import { refuseUnsafeRestore } from './restore.rules';
import * as restore from './restore.statements';
import { planSetAside } from './set-aside.planner';

/** All that a restore depends on, as it was read. */
export interface RestoreInput {
  readonly presence: PresenceSnapshot;
  readonly trash: Trash;
  /** What is there now and goes first, and what lies in the trash. */
  readonly going: Holdings;
  readonly coming: Holdings;
  readonly records: KeptRecords;
  readonly ground: RestoreGround;
}

const namesOf = (rows: readonly TrashRow[] | null): string[] => (rows ?? []).map(({ name }) => name ?? '');

const without = (names: readonly string[], others: readonly string[]): string[] =>
  names.filter((name) => !others.includes(name));

function migrationsOf(now: readonly TrashRow[], then: readonly TrashRow[]): RestoredMigrations {
  const [current, kept] = [namesOf(now), namesOf(then)];
  return { pendingAgain: without(current, kept), recordedAgain: without(kept, current) };
}

/**
 * What the journal is told: each relation as brought back, as if made again, and each seeder that was done as passed
 * over, in the order that they had, so that exactly those seeders are due that were.
 */
function notesOf({ relations, seeding }: TrashManifest, trash: string): JournalNote[] {
  const back = new Set(relations.filter(({ managed }) => managed).map(pathOf));
  const told = new Set(seeding.filter(({ event }) => event === 'create').map(({ name }) => name));
  const note = (name: string): JournalNote => ({
    event: 'restore',
    name,
    details: { trash },
    durationMs: 'of transaction',
  });
  return [
    ...[...back].filter((path) => !told.has(path)).map(note),
    ...seeding.flatMap(({ event, name, content }): JournalNote[] => {
      if (event === 'create') return back.has(name) ? [note(name)] : [];
      return [{ event: 'seed-skip', name, details: { trash, ...(content === undefined ? {} : { content }) } }];
    }),
  ];
}

/**
 * Plans to set aside what is there now, and to bring back what lies in the trash, in one transaction. Pure.
 * @throws RestoreRefusedError when the trash is not what its manifest says, something is in the way, or it takes a
 *   privilege that the role has not
 */
export function planRestore(target: LifecycleTarget, input: RestoreInput, options: RestoreOptions): RestorePlan {
  const { metadataTable, migrationsTable, journal, author } = target;
  const { presence, trash, going, coming, records, ground } = input;
  const { manifest, name } = trash;
  refuseUnsafeRestore(target, input, options);

  const aside = planSetAside(target, { cause: 'restore', holdings: going, records, journal: presence.journal });
  const makes = ground.homes.filter(({ exists }) => !exists).map((home) => home.name);
  const { kept: constraints, lost } = divideConstraints(input);
  const rows = manifest.migrations ?? [];
  const rewrites = records.migrations !== null && JSON.stringify(rows) !== JSON.stringify(records.migrations);
  const homeOf = homeOfTrash(manifest);
  return {
    trash,
    aside,
    dependents: going.dependents,
    restores: manifest.relations.map(pathOf),
    lost,
    migrations: migrationsOf(records.migrations ?? [], records.migrations ? rows : []),
    makes,
    moves: [
      ...(aside?.moves ?? []),
      ...[...coming.parts, ...coming.types].flatMap(({ schema, name: part }) => {
        const home = homeOf.get(schema);
        return home === undefined ? [] : [{ from: { schema, name: part }, to: { schema: home, name: part } }];
      }),
    ],
    constraints: [...(aside?.constraints ?? []), ...constraints],
    statements: [
      ...(aside?.statements ?? []),
      ...restore.makeSchemas(makes),
      ...restore.homeStatements(manifest),
      ...restore.metadataStatements(manifest, records.recorded, going.metadataTableExists ? metadataTable : null),
      ...(rewrites ? restore.migrationStatements(rows, migrationsTable) : []),
      ...constraints.flatMap(restore.putBack),
      ...restore.dropPlaces(manifest),
    ],
    records: journalStatements(journal, author, presence.journalState, notesOf(manifest, name)),
    writes: [metadataTable, migrationsTable],
  };
}
