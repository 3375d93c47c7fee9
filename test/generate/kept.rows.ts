import { quoteIdentifier } from '../../src/database-lifecycle/sql/identifier';
import type { Change } from './change';
import type { TableReading } from './stored.rows';

/** All changes of a case taken together. */
export interface Outcome {
  readonly loses: ReadonlySet<string>;
  readonly drops: ReadonlySet<string>;
  readonly risks: ReadonlySet<string>;
  readonly unlabels: ReadonlySet<string>;
  readonly refused: ReadonlySet<string>;
  readonly renames: Readonly<Record<string, string>>;
  readonly reads: Readonly<Record<string, string>>;
  readonly returns: Readonly<Record<string, string>>;
  readonly stuck: boolean;
}

export const outcomeOf = (changes: readonly Change[]): Outcome => ({
  loses: new Set(changes.flatMap(({ loses = [] }) => loses)),
  drops: new Set(changes.flatMap(({ drops = [] }) => drops)),
  risks: new Set(changes.flatMap(({ risks = [] }) => risks)),
  unlabels: new Set(changes.flatMap(({ unlabels = [] }) => unlabels)),
  refused: new Set(changes.flatMap(({ refused }) => refused ?? [])),
  renames: Object.assign({}, ...changes.map(({ renames }) => renames)) as Record<string, string>,
  reads: Object.assign({}, ...changes.map(({ reads }) => reads)) as Record<string, string>,
  returns: Object.assign({}, ...changes.map(({ returns }) => returns)) as Record<string, string>,
  stuck: changes.some(({ stuck }) => stuck),
});

export interface KeptReadings {
  /** In the base: what is to be found `after`. */
  readonly before: readonly TableReading[];
  /** Where the changes were made. */
  readonly after: readonly TableReading[];
  /** In the base: what is to be found by `plain` where the changes were undone. */
  readonly back: readonly TableReading[];
  readonly plain: readonly TableReading[];
}

/** How to read what is not lost, in each table that stays. */
export function keptReadings(base: readonly TableReading[], outcome: Outcome): KeptReadings {
  const { renames, reads, returns } = outcome;
  const gone = new Set([...outcome.loses, ...outcome.drops]);
  type Facts = Readonly<Record<string, string>>;
  const each = (facts: Facts, make: (column: string, fact: string) => string): Facts =>
    Object.fromEntries(Object.entries(facts).map(([column, fact]) => [column, make(column, fact)]));
  const plain = base
    .filter(({ label }) => !gone.has(label))
    .map((table) => {
      const unlost = (facts: Facts): Facts =>
        Object.fromEntries(Object.entries(facts).filter(([column]) => !gone.has(`${table.label}.${column}`)));
      return { ...table, values: unlost(table.values), counters: unlost(table.counters) };
    });
  const over = (expressions: Facts): TableReading[] =>
    plain.map((table) => ({
      ...table,
      values: each(table.values, (column, sql) => expressions[`${table.label}.${column}`] ?? sql),
    }));
  const after = plain.map((table) => {
    const named = (column: string): string => renames[`${table.label}.${column}`] ?? column;
    return {
      ...table,
      name: renames[table.label] ?? table.name,
      values: each(table.values, (column) => quoteIdentifier(named(column))),
      counters: each(table.counters, named),
    };
  });
  return { before: over(reads), after, back: over(returns), plain };
}

/** A path as it is after the renames, by which the draft calls what is lost. */
export function renamedPath(path: string, renames: Outcome['renames']): string {
  const [schema, name, column] = path.split('.') as [string, string, string?];
  const relation = `${schema}.${renames[`${schema}.${name}`] ?? name}`;
  return column === undefined ? relation : `${relation}.${renames[path] ?? column}`;
}
