import { catalogObjects, type CatalogObject } from '../../drift/catalog.objects';
import type { CatalogSnapshot } from '../../interfaces/catalog-snapshot.interface';
import type { MigrationHistory } from './migration.history';

/** The states of one object from migration to migration. */
export interface Timeline {
  readonly object: CatalogObject['object'];
  readonly within: CatalogObject['within'];
  /** The state in the live database. */
  readonly live: string | undefined;
  /** States before the first, and after each migration that touches it; undefined where it is not there. */
  readonly states: readonly (string | undefined)[];
  /** Positions of those migrations. */
  readonly touchedBy: readonly number[];
  /** Which stages the live state may be at: several if a state comes back, none if it is at no known state. */
  stages: readonly number[];
}

/** Of all objects that a migration of the history touches. */
export function timelines({ before, effects }: MigrationHistory, live: CatalogSnapshot): Timeline[] {
  const steps = [before, ...effects].map(({ catalog }) => catalogObjects(catalog));
  const found = catalogObjects(live);
  const objects = new Map(steps.flatMap((step) => [...step]));
  return [...objects].flatMap(([key, { object, within }]): Timeline[] => {
    const states = [steps[0]!.get(key)?.state];
    const touchedBy: number[] = [];
    for (const [position, step] of steps.slice(1).entries()) {
      const state = step.get(key)?.state;
      if (state === states.at(-1)) continue;
      states.push(state);
      touchedBy.push(position);
    }
    if (touchedBy.length === 0) return [];
    const live = found.get(key)?.state;
    const stages = [...states.keys()].filter((stage) => states[stage] === live);
    return [{ object, within, live, states, touchedBy, stages }];
  });
}

/** The stage at which a migration has done its part in an object. */
export const stageOf = ({ touchedBy }: Timeline, migration: number): number => touchedBy.indexOf(migration) + 1;

export type Verdict = 'done' | 'open' | 'partial';

/** Whether the live object shows that this migration was done; undefined where it may or may not have been. */
export function isDone(timeline: Timeline, migration: number): Verdict | undefined {
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
export function deciding(touched: readonly Timeline[]): readonly Timeline[] {
  const own = touched.filter(({ object: { kind } }) => kind !== 'schema' && kind !== 'extension');
  return own.length > 0 ? own : touched;
}
