import type { JournalRecord, JournalState } from '../interfaces/journal.interface';
import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import type { SqlSession } from '../sql/sql.session';
import { journalQuery, lastEntries, migrationChecksums, toJournalState } from './journal.query';

async function answer<Answer>(session: SqlSession, query: string): Promise<Answer> {
  const [rows] = await session.send(query);
  return rows![0]!.journal as Answer;
}

/** What can be done with the journal, and the environment's stamp; reads only, so it need not exist. */
export const inspectJournal = async (session: SqlSession, journal: NamedObject): Promise<JournalState> =>
  toJournalState((await session.send(journalQuery(journal)))[0]);

type RawRecord = Omit<JournalRecord, 'details'> & Partial<Pick<JournalRecord, 'details'>>;

/** The last entries, the newest first; none where there is no journal that the role may read. Reads only. */
export async function readJournal(session: SqlSession, journal: NamedObject, limit: number): Promise<JournalRecord[]> {
  const records = await answer<RawRecord[] | null>(session, lastEntries(journal, limit));
  return (records ?? []).map((record) => ({ ...record, details: record.details ?? {} }));
}

/**
 * The checksum that each applied migration had when it was run or stamped, by its name. A migration is absent that ran
 * before there was a journal, or where it could not be written. Reads only.
 */
export const readChecksums = async (session: SqlSession, journal: NamedObject): Promise<ReadonlyMap<string, string>> =>
  new Map(Object.entries((await answer<Record<string, string> | null>(session, migrationChecksums(journal))) ?? {}));
