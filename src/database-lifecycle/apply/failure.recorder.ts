import { sqlstateOf } from '../errors/failure.chain';
import { journalQuery, toJournalState } from '../inspect/journal.query';
import type { JournalNote } from '../interfaces/journal.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import { appendStatements } from '../plan/journal.statements';
import { sendWithin } from '../sql/bounded.message';
import type { SqlSession } from '../sql/sql.session';

/** How long the server may take for each of the two messages, in milliseconds: the error is waiting to be told. */
const LIMIT_MS = 250;

/**
 * Records an operation that failed, by the error's class and SQLSTATE, after it was rolled back and in a transaction of
 * its own. Best effort, so it never throws; it makes no journal and no stamp, as nothing was done that would.
 */
export async function recordFailure(
  session: SqlSession,
  { journal, author }: Pick<LifecycleTarget, 'journal' | 'author'>,
  { details, ...note }: JournalNote,
  error: unknown,
): Promise<void> {
  try {
    await session.rollBack();
    const [rows] = await sendWithin(session, LIMIT_MS, [journalQuery(journal)]);
    const state = toJournalState(rows);
    // Without details the entry would look like a success.
    if (!state.exists || !state.writable || !state.detailed) return;
    const failure = { result: 'failed', error: (error as Error).name, sqlstate: sqlstateOf(error) } as const;
    const failed = { ...note, details: { ...details, ...failure } };
    await sendWithin(
      session,
      LIMIT_MS,
      appendStatements(journal, author, state, [failed]).map(({ sql }) => sql),
    );
  } catch {
    // The error that is to be recorded says more than this one.
  }
}
