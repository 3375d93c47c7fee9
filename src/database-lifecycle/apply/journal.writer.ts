import { journalQuery, toJournalState } from '../inspect/journal.query';
import type { JournalNote } from '../interfaces/journal.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import { journalStatements } from '../plan/journal.statements';
import { belongsTo } from '../plan/stamp.rules';
import { pathOf } from '../sql/identifier';
import type { SqlSession } from '../sql/sql.session';

/**
 * Adds entries to the journal, and the environment's stamp where it is another's or none, and makes the journal where
 * there is none: in the session's open transaction, or in one of their own where none is open. Never fails what it
 * records: a role without the privilege, or whatever else keeps the entries from being written, is answered in words.
 * @returns why nothing was written; undefined when it was
 */
export async function addToJournal(
  session: SqlSession,
  { journal, author, settings }: Pick<LifecycleTarget, 'journal' | 'author' | 'settings'>,
  notes: readonly JournalNote[],
): Promise<string | undefined> {
  const { isTransactionActive } = session.runner;
  const within = (statement: string): string[] => (isTransactionActive ? [`${statement} lifecycle_journal`] : []);
  try {
    const state = toJournalState((await session.send(...within('SAVEPOINT'), journalQuery(journal))).at(-1));
    const stamp = state.stamp && belongsTo(settings.environment, state.stamp) ? state.stamp : null;
    const statements = state.writable ? journalStatements(journal, author, { ...state, stamp }, notes) : [];
    const message = [...statements.map(({ sql }) => sql), ...within('RELEASE SAVEPOINT')];
    if (message.length > 0) await session.send(...message);
    if (state.writable) return undefined;
    return `this role may not ${state.exists ? 'INSERT INTO' : 'create'} ${pathOf(journal)}`;
  } catch (error) {
    // Fails, as it should, when it is the connection that is broken.
    if (isTransactionActive) await session.send('ROLLBACK TO SAVEPOINT lifecycle_journal');
    return (error as Error).message;
  }
}
