import type { LockMode } from '../../interfaces/rehearsal.interface';
import { strongest } from './lock.modes';
import type { LockState, Relations } from './lock.state';

/** What one statement did to tables that were there before. Tables are `schema.name`, as they were called then. */
export interface StatementEffect {
  /** The strongest of the locks that it took, by table. */
  readonly taken: ReadonlyMap<string, LockMode>;
  /** The strongest of the locks that its transaction holds after it, by table. */
  readonly held: ReadonlyMap<string, LockMode>;
  readonly rewrites: readonly string[];
  readonly scans: readonly string[];
  /** Tables that got an index, or one built anew. */
  readonly indexed: readonly string[];
  /** Tables that lost an index. */
  readonly unindexed: readonly string[];
}

type Modes = Map<string, Set<LockMode>>;

const tableOf = (baseline: Relations, oid: number): string | undefined =>
  baseline.get(baseline.get(oid)?.table ?? -1)?.path;

/** The modes on each table and its indexes, of relations that were there before. */
function modesByTable(locks: LockState['locks'], baseline: Relations): Modes {
  const modes: Modes = new Map();
  for (const [oid, granted] of locks) {
    const table = tableOf(baseline, oid);
    if (table === undefined) continue;
    modes.set(table, new Set([...(modes.get(table) ?? []), ...granted]));
  }
  return modes;
}

function strongestByTable(modes: Modes, except: Modes = new Map()): Map<string, LockMode> {
  const found = new Map<string, LockMode>();
  for (const [table, granted] of modes) {
    const mode = strongest([...granted].filter((candidate) => !except.get(table)?.has(candidate)));
    if (mode) found.set(table, mode);
  }
  return found;
}

const isTable = (oid: number, table: number): boolean => oid === table;

/**
 * What happened between two states of a session.
 * @param baseline the relations that count: what is newer is used by nobody yet
 */
export function effectOf(before: LockState, after: LockState, baseline: Relations): StatementEffect {
  const kept = before.transaction === after.transaction ? before.locks : new Map<number, ReadonlySet<LockMode>>();
  const held = modesByTable(after.locks, baseline);
  const tables = (oids: Iterable<number>): string[] => {
    const paths = [...oids].map((oid) => baseline.get(oid)?.path);
    return [...new Set(paths.filter((path) => path !== undefined))];
  };
  const changed = [...after.relations].filter(([oid, { file }]) => before.relations.get(oid)?.file !== file);
  return {
    taken: strongestByTable(held, modesByTable(kept, baseline)),
    held: strongestByTable(held),
    rewrites: tables(changed.flatMap(([oid, { table }]) => (isTable(oid, table) ? [oid] : []))),
    scans: tables(
      [...after.relations].flatMap(([oid, { table, scans }]) =>
        isTable(oid, table) && scans > (before.relations.get(oid)?.scans ?? 0) ? [oid] : [],
      ),
    ),
    indexed: tables(changed.flatMap(([oid, { table }]) => (isTable(oid, table) ? [] : [table]))),
    unindexed: tables(
      [...before.relations].flatMap(([oid, { table }]) =>
        !isTable(oid, table) && !after.relations.has(oid) && after.relations.has(table) ? [table] : [],
      ),
    ),
  };
}
