import { tableOf } from '../../generate/catalog.lookup';
import { catalogObjects, objectKey, type CatalogObject } from '../../drift/catalog.objects';
import type { CatalogDifference } from '../../interfaces/catalog-difference.interface';
import type { CatalogSnapshot } from '../../interfaces/catalog-snapshot.interface';
import type { NamedObject } from '../../interfaces/schema-snapshot.interface';
import { pathOf } from '../../sql/identifier';
import { compareLive, compareMigrated } from '../expected.catalogs';
import type { MigrationHistory } from './migration.history';

/** A migration whose work is there in part: it can neither be run nor be recorded as run. */
export interface PartialMigration {
  readonly name: string;
  /** How many of the objects that it makes or changes are as it leaves them. */
  readonly there: number;
  /** The others. */
  readonly differences: readonly CatalogDifference[];
  /** The tables that it makes and that are there, if it could run once these are dropped; else none. */
  readonly tables: readonly NamedObject[];
}

/** What a live database tells of pending migrations; those that are neither done nor partial are to be run. */
export interface Recognition {
  /** All of their work is there. */
  readonly done: readonly string[];
  /** They leave no trace in the catalog, as they change rows only: whether they were done can't be told. */
  readonly traceless: readonly string[];
  readonly partial: readonly PartialMigration[];
}

type Verdict = 'done' | 'open' | 'partial';

/** The states of one object from migration to migration. */
interface Timeline {
  readonly object: CatalogObject['object'];
  /** States before the first, and after each migration that touches it; undefined where it is not there. */
  readonly states: readonly (string | undefined)[];
  /** Positions of those migrations. */
  readonly touchedBy: readonly number[];
  /** Which stages the live state may be at: several if a state comes back, none if it is at no known state. */
  stages: readonly number[];
}

function timelines({ before, effects }: MigrationHistory, live: CatalogSnapshot): Timeline[] {
  const steps = [before, ...effects].map(({ catalog }) => catalogObjects(catalog));
  const found = catalogObjects(live);
  const objects = new Map(steps.flatMap((step) => [...step].map(([key, { object }]) => [key, object] as const)));
  return [...objects].flatMap(([key, object]): Timeline[] => {
    const states = [steps[0]!.get(key)?.state];
    const touchedBy: number[] = [];
    for (const [position, step] of steps.slice(1).entries()) {
      const state = step.get(key)?.state;
      if (state === states.at(-1)) continue;
      states.push(state);
      touchedBy.push(position);
    }
    if (touchedBy.length === 0) return [];
    const stages = [...states.keys()].filter((stage) => states[stage] === found.get(key)?.state);
    return [{ object, states, touchedBy, stages }];
  });
}

/** The stage at which a migration has done its part in an object. */
const stageOf = ({ touchedBy }: Timeline, migration: number): number => touchedBy.indexOf(migration) + 1;

/** Whether the live object shows that this migration was done; undefined where it may or may not have been. */
function isDone(timeline: Timeline, migration: number): Verdict | undefined {
  const { stages, states } = timeline;
  const stage = stageOf(timeline, migration);
  // In a state that no migration knows: what is to be made can't be made, what is to be changed is not changed yet.
  if (stages.length === 0) return states[stage - 1] === undefined ? 'partial' : 'open';
  if (stages.every((reached) => reached >= stage)) return 'done';
  return stages.every((reached) => reached < stage) ? 'open' : undefined;
}

/**
 * Schemas and extensions are shared and made IF NOT EXISTS, so they count only where a migration touches nothing else.
 */
function deciding(touched: readonly Timeline[]): readonly Timeline[] {
  const own = touched.filter(({ object: { kind } }) => kind !== 'schema' && kind !== 'extension');
  return own.length > 0 ? own : touched;
}

function verdictOf(touched: readonly Timeline[], migration: number): Verdict | undefined {
  const verdicts = new Set(deciding(touched).map((timeline) => isDone(timeline, migration)));
  verdicts.delete(undefined);
  const [verdict] = verdicts;
  return verdicts.size > 1 ? 'partial' : verdict;
}

/** Rules out the stages of its objects that do not fit what was decided for a migration. */
function settle(touched: readonly Timeline[], migration: number, verdict: Verdict): void {
  for (const timeline of touched) {
    const stage = stageOf(timeline, migration);
    const fits = (reached: number): boolean => (verdict === 'done' ? reached >= stage : reached < stage);
    const left = timeline.stages.filter(fits);
    if (verdict !== 'partial' && left.length > 0) timeline.stages = left;
  }
}

/** Decides what is certain, then takes the first of the rest as not done, and so on until all are decided. */
function decide(touching: readonly (readonly Timeline[])[], isRecorded: (migration: number) => boolean): Verdict[] {
  const verdicts: (Verdict | undefined)[] = touching.map((touched, migration) => {
    if (isRecorded(migration)) settle(touched, migration, 'done');
    else if (touched.length > 0) return undefined;
    return 'open';
  });
  for (;;) {
    const undecided = [...verdicts.keys()].filter((migration) => verdicts[migration] === undefined);
    if (undecided.length === 0) return verdicts as Verdict[];
    const certain = undecided.find((migration) => verdictOf(touching[migration]!, migration) !== undefined);
    const next = certain ?? undecided[0]!;
    const verdict = verdictOf(touching[next]!, next) ?? 'open';
    verdicts[next] = verdict;
    settle(touching[next]!, next, verdict);
  }
}

/** The tables that a migration makes and that are there, if it could run once these are dropped; else none. */
function tablesInTheWay(
  touched: readonly Timeline[],
  migration: number,
  { tables, sequences }: CatalogSnapshot,
): NamedObject[] {
  const isNew = (timeline: Timeline): boolean => timeline.states[stageOf(timeline, migration) - 1] === undefined;
  const isThere = (timeline: Timeline): boolean => isDone(timeline, migration) === 'done';
  const made = new Set(
    touched
      .filter((timeline) => timeline.object.kind === 'table' && isNew(timeline) && isThere(timeline))
      .map(({ object }) => object.path),
  );
  const counters = sequences.filter(({ ownedBy }) => ownedBy && made.has(pathOf(tableOf(ownedBy)))).map(pathOf);
  const goAlong = new Set([...made, ...counters]);
  const goes = ({ object: { path } }: Timeline): boolean =>
    goAlong.has(path) || [...made].some((table) => path.startsWith(`${table}.`));
  const isFree = touched.every((timeline) => goes(timeline) || isDone(timeline, migration) === 'open');
  return isFree ? tables.filter((table) => made.has(pathOf(table))) : [];
}

/**
 * Tells which pending migrations a live database shows to be done already. Each object goes through its states from
 * migration to migration, and the live one stands at one of them: a migration is done when all that it makes, changes
 * or drops stands there or further, open when nothing does, and else in part. So a table that was made as it is to be at
 * the end counts for all that led to it. One that leaves no trace in the catalog, as it changes rows only, is open.
 * Pure.
 * @param pending names; the others of the history have run
 */
export function recognise(history: MigrationHistory, live: CatalogSnapshot, pending: ReadonlySet<string>): Recognition {
  const lines = timelines(history, live);
  const touching = history.effects.map((_, migration) =>
    lines.filter(({ touchedBy }) => touchedBy.includes(migration)),
  );
  const isPending = ({ name }: { name: string }): boolean => pending.has(name);
  const verdicts = decide(touching, (migration) => !isPending(history.effects[migration]!));
  const named = (verdict: Verdict) => history.effects.filter((_, migration) => verdicts[migration] === verdict);
  return {
    done: named('done').map(({ name }) => name),
    traceless: history.effects
      .filter((effect, migration) => isPending(effect) && touching[migration]!.length === 0)
      .map(({ name }) => name),
    partial: named('partial').map(({ name, catalog }) => {
      const migration = history.effects.findIndex((effect) => effect.name === name);
      const touched = deciding(touching[migration]!);
      const lacking = touched.filter((timeline) => isDone(timeline, migration) !== 'done');
      const keys = new Set(lacking.map(({ object }) => objectKey(object)));
      return {
        name,
        there: touched.length - lacking.length,
        differences: compareMigrated(catalog, live).filter(({ object }) => keys.has(objectKey(object))),
        tables: tablesInTheWay(touched, migration, catalog),
      };
    }),
  };
}

/** In what a live database differs from what a migration history ends in; what the migrations dropped counts, too. */
export const compareAtEnd = ({ before, effects }: MigrationHistory, live: CatalogSnapshot): CatalogDifference[] => {
  const catalogs = [before, ...effects].map(({ catalog }) => catalog);
  return compareLive(catalogs.at(-1)!, live, catalogs);
};
