import { LifecycleLockError } from '../../errors/lifecycle-lock.error';
import { inspectStatistics } from '../../inspect/statistics.inspector';
import type { LiveTable } from '../../interfaces/rehearsal.interface';
import type { NamedObject } from '../../interfaces/schema-snapshot.interface';
import type { LifecycleTarget } from '../../lifecycle.target';
import { withReadOnlySession } from '../../sql/sql.session';
import type { ObservedStatement } from '../judge/observed.statement';
import type { LiveTables } from '../judge/table-size.rules';

const NO_TABLES: LiveTables = { tables: new Map(), unread: null };

/** A schema's name may hold a dot as well; such a table is measured under another name, or not at all. */
function named(path: string): NamedObject {
  const dot = path.indexOf('.');
  return { schema: path.slice(0, dot), name: path.slice(dot + 1) };
}

/** Sizes of the tables that the statements touch, as far as the connected database has them; reads only. */
export async function readLiveTables(
  target: LifecycleTarget,
  statements: readonly ObservedStatement[],
): Promise<LiveTables> {
  const paths = [
    ...new Set(statements.flatMap(({ held, scans, rewrites }) => [...held.keys(), ...scans, ...rewrites])),
  ];
  if (paths.length === 0) return NO_TABLES;
  try {
    const { relations } = await withReadOnlySession(target, (session) =>
      inspectStatistics(session, paths.map(named), [], target.settings),
    );
    const tables = [...relations].flatMap(([path, { rows, estimated, bytes }]): [string, LiveTable][] =>
      bytes === null ? [] : [[path, { rows, estimated, bytes }]],
    );
    return { tables: new Map(tables), unread: null };
  } catch (error) {
    if (!(error instanceof LifecycleLockError)) throw error;
    return { tables: new Map(), unread: error.message.split('\n', 1)[0]! };
  }
}
