import { EmptyingRefusedError } from '../errors/emptying-refused.error';
import { LifecycleLockError } from '../errors/lifecycle-lock.error';
import type { LockHolder } from '../interfaces/lock-holder.interface';
import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import { pathOf, quotePath, quoteTextArray } from '../sql/identifier';
import { anyLockHoldersQuery, LOCK_NOT_AVAILABLE } from '../sql/lock.holders';
import type { PostgresError, SqlSession } from '../sql/sql.session';
import { tablesOf } from './due-seeders';
import { emptyingQuery, type EmptyingFindings } from './emptying.query';
import { mayRunIn, type RegisteredSeeder } from './seeder.registry';
import { tablesOfAll } from './seeding.planner';

/** SQLSTATE classes: connection exception, operator intervention. Neither is about the tables. */
const BROKEN_CONNECTION = /^(?:08|57)/;

/** Seeders to choose so that these tables are emptied along; null where one of those has no seeder. */
function keysWith(
  target: LifecycleTarget,
  tables: readonly NamedObject[],
  chosen: readonly RegisteredSeeder[],
  all: readonly RegisteredSeeder[],
): string[] | null {
  const more = tables.map((table) =>
    all.filter((seeder) => tablesOf(target, seeder).map(pathOf).includes(pathOf(table))),
  );
  return more.some((seeders) => seeders.length === 0)
    ? null
    : [...new Set([...chosen, ...more.flat()].map(({ options }) => options.key))];
}

/** @throws EmptyingRefusedError when a seeder that was not chosen, and may run here, fills one of the tables */
function refuseRowsOfOthers(
  target: LifecycleTarget,
  chosen: readonly RegisteredSeeder[],
  all: readonly RegisteredSeeder[],
): void {
  const paths = new Set(tablesOfAll(target, chosen).map(pathOf));
  const filling = all
    .filter((seeder) => !chosen.includes(seeder) && mayRunIn(seeder, target.settings.environment.name))
    .map((seeder) => ({
      key: seeder.options.key,
      tables: tablesOf(target, seeder)
        .map(pathOf)
        .filter((path) => paths.has(path)),
    }))
    .filter(({ tables }) => tables.length > 0);
  if (filling.length === 0) return;
  throw EmptyingRefusedError.filledByOthers(
    filling.map(({ key, tables }) => `${tables.join(', ')} by seeder "${key}"`),
    [...chosen.map(({ options }) => options.key), ...filling.map(({ key }) => key)],
  );
}

/**
 * Reads whether the tables of the chosen seeders can be emptied; reads only.
 * @throws EmptyingRefusedError when others fill them, refer to them or draw from their sequences, or the role may not
 */
export async function inspectEmptying(
  session: SqlSession,
  target: LifecycleTarget,
  chosen: readonly RegisteredSeeder[],
  all: readonly RegisteredSeeder[],
): Promise<EmptyingFindings> {
  refuseRowsOfOthers(target, chosen, all);
  const query = emptyingQuery(tablesOfAll(target, chosen));
  const findings = (await session.query<{ emptying: EmptyingFindings }>(query))[0]!.emptying;
  const { role, lacking, references, shared } = findings;
  const keysFor = (found: readonly { readonly from: NamedObject }[]): string[] | null =>
    keysWith(
      target,
      found.map(({ from }) => from),
      chosen,
      all,
    );
  if (references.length > 0)
    throw EmptyingRefusedError.referenced(
      references.map(({ constraint, from, to }) => `${pathOf(from)} to ${pathOf(to)}, by ${constraint}`),
      keysFor(references),
    );
  if (shared.length > 0)
    throw EmptyingRefusedError.shared(
      shared.map(({ from, column, sequence }) => `${pathOf(from)}.${column} from ${pathOf(sequence)}`),
      keysFor(shared),
    );
  if (lacking.length > 0) throw EmptyingRefusedError.privileges(role, lacking);
  return findings;
}

/**
 * Empties the tables in the session's open transaction and restarts their identities. One statement, as they may refer to
 * each other; never CASCADE, and never the rows of tables that inherit from them.
 * @throws EmptyingRefusedError, LifecycleLockError
 */
export async function emptyTables(
  session: SqlSession,
  { settings }: LifecycleTarget,
  { tables }: EmptyingFindings,
): Promise<void> {
  const names = tables.map((table) => `${table.partitioned ? '' : 'ONLY '}${quotePath(table)}`);
  try {
    await session.send(`TRUNCATE ${names.join(', ')} RESTART IDENTITY`);
  } catch (error) {
    const { code } = error as PostgresError;
    if (code === undefined || BROKEN_CONNECTION.test(code)) throw error;
    if (code !== LOCK_NOT_AVAILABLE) throw EmptyingRefusedError.rejected(error as PostgresError);
    await session.rollBack();
    const holders = await session.query<LockHolder>(anyLockHoldersQuery(quoteTextArray(tables.map(({ oid }) => oid))));
    throw LifecycleLockError.emptyLock(settings.lockTimeoutMs, holders, error);
  }
}
