import type { LockHolder } from '../interfaces/lock-holder.interface';
import { quoteTextArray } from '../sql/identifier';
import { anyLockHoldersQuery } from '../sql/lock.holders';
import type { SqlSession } from '../sql/sql.session';
import { tokenize } from '../sql/sql.tokenizer';

/** Statements with one of these may want ACCESS EXCLUSIVE, for which readers are in the way, too. */
const EXCLUSIVE = new Set(['alter', 'drop', 'truncate', 'lock', 'reindex', 'cluster', 'vacuum', 'refresh']);

/** The relations of these names, and for an index its table. */
const relationsNamed = (names: readonly string[]): string =>
  `(SELECT array_agg(coalesce(i.indrelid, c.oid)) FROM pg_class c LEFT JOIN pg_index i ON i.indexrelid = c.oid
    WHERE c.relname = ANY (${quoteTextArray(names)}) AND c.relnamespace <> 'pg_catalog'::regnamespace)`;

/** The sessions whose locks on what a statement names keep it waiting. PostgreSQL itself does not tell after the timeout. */
export async function lockBlockers(session: SqlSession, statement: string): Promise<LockHolder[]> {
  const tokens = tokenize(statement);
  const names = tokens.filter(({ kind }) => kind === 'word' || kind === 'name').map(({ text }) => text);
  const readers = tokens.some(({ kind, text }) => kind === 'word' && EXCLUSIVE.has(text));
  const holders = await session.query<LockHolder>(
    `${anyLockHoldersQuery(relationsNamed([...new Set(names)]))}${readers ? '' : ` AND l.mode <> 'AccessShareLock'`}`,
  );
  return [...new Map(holders.map((holder) => [holder.pid ?? holder.gid, holder])).values()];
}
