import { quoteIdentifier, quotePath } from '../sql/identifier';
import type { SqlSession } from '../sql/sql.session';
import type { TableShape } from './table.shape';

const DAY_MS = 86_400_000;

/**
 * Makes what was written in the open transaction look as if it had been written yesterday, since `now()` stands still
 * in a transaction: each timestamp that is the transaction's, within a second for columns that round and for values of
 * the program's clock. A table that refuses an UPDATE is left as it is.
 */
export async function makeRowsADayOld(session: SqlSession, tables: readonly TableShape[]): Promise<void> {
  for (const table of tables) {
    const updates = table.clocks.map(quoteIdentifier).map(
      (column) =>
        `UPDATE ${quotePath(table)} SET ${column} = ${column} - interval '1 day'
          WHERE ${column} BETWEEN now() - interval '1 s' AND clock_timestamp() + interval '1 s'`,
    );
    if (updates.length === 0) continue;
    await session.send('SAVEPOINT a_day_old');
    await session
      .send(...updates, 'RELEASE SAVEPOINT a_day_old')
      .catch(() => session.send('ROLLBACK TO SAVEPOINT a_day_old'));
  }
}

/** Does the work with a clock of the program that is a day ahead. */
export async function onTheNextDay<Result>(work: () => Promise<Result>): Promise<Result> {
  const today = globalThis.Date;
  const now = (): number => today.now() + DAY_MS;
  globalThis.Date = new Proxy(today, {
    construct: (target, given, newTarget) =>
      Reflect.construct(target, given.length > 0 ? given : [now()], newTarget) as Date,
    apply: () => new today(now()).toString(),
    get: (target, name, receiver) => (name === 'now' ? now : (Reflect.get(target, name, receiver) as unknown)),
  });
  try {
    return await work();
  } finally {
    globalThis.Date = today;
  }
}
