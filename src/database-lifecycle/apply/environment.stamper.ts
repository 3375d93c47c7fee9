import { EnvironmentStampError } from '../errors/environment-stamp.error';
import type { LockObserver } from '../interfaces/lock-holder.interface';
import { journalQuery, toJournalState } from '../inspect/journal.query';
import type { EnvironmentStamp } from '../interfaces/journal.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import { appendStatements } from '../plan/journal.statements';
import { withSession } from '../sql/sql.session';
import { lockAndRead } from './lifecycle.lock';
import { refuseTakenJournal } from './stamp.guard';

/**
 * Gives the database another environment, under the lifecycle lock, and makes the journal where there is none. The one
 * that it has already is not written again.
 * @param confirmed the database's name as a person gave it
 * @returns the stamp that it had
 * @throws EnvironmentStampError, LifecycleLockError, LifecycleConfigurationError (the journal's name is taken); in each
 *   case nothing was changed
 */
export const stampEnvironment = (
  { dataSource, journal, author, lockKey, settings }: LifecycleTarget,
  environment: string,
  confirmed: string | null,
  observer: LockObserver = {},
): Promise<EnvironmentStamp | null> =>
  withSession(dataSource, async (session) => {
    await session.runner.startTransaction();
    const [rows] = await lockAndRead(session, lockKey, settings, [journalQuery(journal)], observer);
    const state = toJournalState(rows);
    if (confirmed !== state.database) throw EnvironmentStampError.notConfirmed(state.database, confirmed);
    refuseTakenJournal(journal, state);
    if (state.stamp?.environment !== environment) {
      if (!state.writable || (state.exists && !state.readable)) {
        throw EnvironmentStampError.notWritable(state, journal);
      }
      const note = { event: 'environment' as const, name: environment };
      const statements = appendStatements(journal, author, state, [note]).map(({ sql }) => sql);
      const { stamp } = toJournalState((await session.send(...statements, journalQuery(journal))).at(-1));
      if (stamp?.environment !== environment) throw EnvironmentStampError.notKept(state, environment, journal);
    }
    await session.runner.commitTransaction();
    return state.stamp;
  });
