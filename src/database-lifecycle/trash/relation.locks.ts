import type { HeldRelation } from '../interfaces/holdings.interface';
import { pathOf, quotePath } from '../sql/identifier';
import { moveRelation } from './set-aside.statements';

/** What is locked before it is moved or dropped. */
export type Lockable = Pick<HeldRelation, 'schema' | 'name' | 'oid' | 'relkind' | 'lockable'>;

/**
 * Whether a row of pg_class can be locked by LOCK TABLE: that needs a privilege on rows, which an owner may have given
 * up.
 */
export const isLockable = (relation: string): string =>
  `${relation}.relkind IN ('r', 'p') AND has_table_privilege(${relation}.oid, 'UPDATE, DELETE, TRUNCATE')`;

/**
 * Waits for whoever is changing one of the tables, and keeps all as they are. ONLY: children and partitions are not
 * asked for.
 */
export function lockTables(relations: readonly Lockable[]): string[] {
  const tables = relations.filter(({ lockable }) => lockable).map((table) => `ONLY ${quotePath(table)}`);
  return tables.length > 0 ? [`LOCK TABLE ${tables.join(', ')} IN ACCESS EXCLUSIVE MODE`] : [];
}

/**
 * Locks the others: LOCK TABLE takes no materialized view, and locks with a view also the tables that it reads,
 * whosever they are. Moving a relation to the schema where it is takes the lock and does nothing else. It fires event
 * triggers, so it has to come after the first reading of the proof of no harm.
 */
export const lockOthers = (relations: readonly Lockable[]): string[] =>
  relations
    .filter(({ lockable }) => !lockable)
    .map(({ schema, name, relkind }) => moveRelation({ schema, name, relkind }, schema, schema).sql);

/** Those that are not what was locked by their names. */
export function unlocked<Relation extends Lockable>(
  found: readonly Relation[],
  locked: readonly Lockable[],
): Relation[] {
  const key = (relation: Lockable): string => `${relation.oid} ${pathOf(relation)}`;
  const keys = new Set(locked.map(key));
  return found.filter((relation) => !keys.has(key(relation)));
}
