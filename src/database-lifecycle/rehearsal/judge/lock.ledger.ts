import type { HeldLock, LockMode, RehearsedLock } from '../../interfaces/rehearsal.interface';
import { documentedLock } from './documented.locks';
import { strongest, waitingFor } from './lock.modes';
import type { ObservedStatement } from './observed.statement';
import { tokenize } from '../../sql/sql.tokenizer';

/** Locks that keep reads or writes waiting while a statement runs. */
export interface StatementLocks {
  readonly taken: readonly RehearsedLock[];
  readonly held: readonly HeldLock[];
  readonly source: 'observed' | 'documented';
}

const matters = (mode: LockMode): boolean => waitingFor(mode) !== null;

/** What it worked on; where nothing tells, what it names. */
function tablesOf(statement: ObservedStatement): string[] {
  const { sql, rewrites, scans, indexed, unindexed, existing } = statement;
  const worked = [...new Set([...rewrites, ...indexed, ...unindexed, ...scans])];
  if (worked.length > 0) return worked;
  const named = new Set(tokenize(sql).map(({ text }) => text));
  return existing.filter((path) => named.has(path.slice(path.indexOf('.') + 1)));
}

/** Remembers which statement of a transaction took which lock: all are held until its end. */
export class LockLedger {
  private readonly byTransaction = new Map<string, Map<string, HeldLock>>();

  /** Enters a statement, and tells which locks are its own and which were held before it. */
  enter(statement: ObservedStatement): StatementLocks {
    const { migration, sql, transaction, taken, held, locksSeen } = statement;
    if (!locksSeen) {
      const mode = documentedLock(sql);
      const locks = mode ? tablesOf(statement).map((table) => ({ table, mode })) : [];
      return { taken: locks, held: [], source: 'documented' };
    }
    const own = [...taken].map(([table, mode]) => ({ table, mode }));
    if (transaction === null) return { taken: own, held: [], source: 'observed' };
    const ledger = this.byTransaction.get(transaction) ?? new Map<string, HeldLock>();
    this.byTransaction.set(transaction, ledger);
    // One that a ROLLBACK TO SAVEPOINT released is held no more.
    const before = [...ledger.values()].filter(({ table }) => held.has(table));
    for (const { table, mode } of own) {
      const former = ledger.get(table)?.mode;
      if (matters(mode) && strongest(former ? [former, mode] : [mode]) !== former)
        ledger.set(table, { table, mode, since: { migration, sql } });
    }
    return { taken: own, held: before, source: 'observed' };
  }
}
