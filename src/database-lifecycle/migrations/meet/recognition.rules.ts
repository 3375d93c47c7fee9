import type { CatalogDifference } from '../../interfaces/catalog-difference.interface';
import type { CatalogSnapshot } from '../../interfaces/catalog-snapshot.interface';
import { compareLive } from '../expected.catalogs';
import type { MigrationHistory } from './migration.history';
import { deciding, isDone, stageOf, timelines, type Timeline, type Verdict } from './object.timelines';
import { partialMigration, type PartialMigration } from './partial.rules';

/** What a live database tells of pending migrations; those that are neither done nor partial are to be run. */
export interface Recognition {
  /** All of their work is there. */
  readonly done: readonly string[];
  /** They leave no trace in the catalog, as they change rows only: whether they were done can't be told. */
  readonly traceless: readonly string[];
  readonly partial: readonly PartialMigration[];
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
  return {
    done: history.effects.filter((_, migration) => verdicts[migration] === 'done').map(({ name }) => name),
    traceless: history.effects
      .filter((effect, migration) => isPending(effect) && touching[migration]!.length === 0)
      .map(({ name }) => name),
    partial: [...verdicts.keys()]
      .filter((migration) => verdicts[migration] === 'partial')
      .map((migration) => partialMigration(history, migration, touching[migration]!, live)),
  };
}

/** In what a live database differs from what a migration history ends in; what the migrations dropped counts, too. */
export const compareAtEnd = ({ before, effects }: MigrationHistory, live: CatalogSnapshot): CatalogDifference[] => {
  const catalogs = [before, ...effects].map(({ catalog }) => catalog);
  return compareLive(catalogs.at(-1)!, live, catalogs);
};
