import * as fc from 'fast-check';
import { chanceOf } from '../../../reset/support/chance';
import { DEPENDENT_KINDS, dependentOn, PART_KINDS } from '../../../reset/support/dependents';
import type { MadeTable } from './old-table';

/** Something that somebody has hung on one of the tables: a view, a trigger, a policy, a grant, a comment… */
export interface OldThing {
  readonly kind: string;
  /** Which of the tables, counted around. */
  readonly on: number;
  /** Decides the details. */
  readonly seed: number;
}

/** What PostgreSQL lets nobody hang on an unlogged table. */
const LOGGED_ONLY = new Set(['foreign key', 'publication']);

export const oldThing: fc.Arbitrary<OldThing> = fc.record({
  kind: fc.constantFrom(...PART_KINDS, ...DEPENDENT_KINDS),
  on: fc.nat(5),
  seed: fc.nat(99),
});

/** The SQL of all things: what belongs to a table itself comes first, as later it may be in use. */
export function makeThings(things: readonly OldThing[], tables: readonly MadeTable[]): string[] {
  const plain = tables.filter(({ table }) => table.form !== 'partitioned');
  const numbered = things.map((thing, index) => ({ ...thing, name: `thing_${index}` }));
  const partsFirst = numbered.toSorted(
    (one, other) => Number(PART_KINDS.includes(other.kind)) - Number(PART_KINDS.includes(one.kind)),
  );
  return partsFirst.flatMap(({ kind, on, seed, name }) => {
    const fit = plain.filter(({ table }) => table.form !== 'unlogged' || !LOGGED_ONLY.has(kind));
    const made = fit[on % fit.length];
    if (!made) return [];
    const { path, schema, key, columns, table } = made;
    const sequence = table.key === 'serial' ? path.replace(/("?)$/, '_id_seq$1') : null;
    const enumType = table.columns.some(({ type }) => type === 'mood') ? 'public.mood' : null;
    const root = { path, schema, relkind: 'r' as const, key, columns, sequence, enumType };
    const thing = dependentOn(root, kind, name, chanceOf(`${seed}`));
    return thing ? [thing.sql] : [];
  });
}
