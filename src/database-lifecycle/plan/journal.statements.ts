import type { JournalDuration, JournalNote, JournalState } from '../interfaces/journal.interface';
import type { PlannedStatement } from '../interfaces/lifecycle-plan.interface';
import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { pathOf, quoteJson, quoteLiteral, quotePath } from '../sql/identifier';

/** The journal's name, beside the entities' tables. */
export const DEFAULT_JOURNAL_TABLE = 'database_lifecycle_journal';

/** Who writes: part of every entry. */
export interface JournalAuthor {
  readonly environment: string;
  readonly host: string;
  readonly application?: string;
}

/** The lifecycle's own append-only record; made in the transaction of its first entry. */
const createJournal = (journal: NamedObject): string =>
  `CREATE TABLE ${quotePath(journal)} ("id" bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, ` +
  `"at" timestamp with time zone NOT NULL DEFAULT clock_timestamp(), "event" text NOT NULL, "name" text NOT NULL, ` +
  `"environment" text NOT NULL, "role" text NOT NULL DEFAULT session_user, "details" jsonb NOT NULL DEFAULT '{}')`;

const BEGINNINGS = { 'of message': 'statement_timestamp()', 'of transaction': 'transaction_timestamp()' } as const;

/** A number goes into the document, what PostgreSQL measures is added to it by PostgreSQL. */
function measured(document: object, durationMs: JournalDuration | undefined): string {
  if (typeof durationMs === 'number') return quoteJson({ ...document, durationMs: Math.round(durationMs) });
  if (durationMs === undefined) return quoteJson(document);
  const elapsed = `clock_timestamp() - ${BEGINNINGS[durationMs]}`;
  return `${quoteJson(document)} || jsonb_build_object('durationMs', round(extract(epoch FROM ${elapsed}) * 1000))`;
}

/** Adds the notes to the journal, and nothing else. One that was made before there were details gets them without. */
export function appendStatements(
  journal: NamedObject,
  { environment, ...author }: JournalAuthor,
  { exists, detailed }: Pick<JournalState, 'exists' | 'detailed'>,
  notes: readonly JournalNote[],
): PlannedStatement[] {
  const hasDetails = detailed || !exists;
  const rows = notes.map(({ event, name, details, durationMs }) => {
    const columns = [event, name, environment].map(quoteLiteral);
    const document = measured({ result: 'done', ...details, ...author }, durationMs);
    return `(${(hasDetails ? [...columns, document] : columns).join(', ')})`;
  });
  const columns = `"event", "name", "environment"${hasDetails ? ', "details"' : ''}`;
  return [
    ...(exists ? [] : [createJournal(journal)]),
    `INSERT INTO ${quotePath(journal)} (${columns}) VALUES ${rows.join(', ')}`,
  ].map((sql) => ({ sql, target: pathOf(journal) }));
}

/**
 * Adds the notes to the journal, which is made first where it does not exist, and in front of them the environment's
 * stamp where there is none. Without a note nothing is written.
 */
export const journalStatements = (
  journal: NamedObject,
  author: JournalAuthor,
  state: Pick<JournalState, 'exists' | 'detailed' | 'stamp'>,
  notes: readonly JournalNote[],
): PlannedStatement[] =>
  notes.length === 0
    ? []
    : appendStatements(
        journal,
        author,
        state,
        state.stamp ? notes : [{ event: 'environment', name: author.environment }, ...notes],
      );

/** The state that {@link journalStatements} leave behind. */
export const afterFirstEntry = (state: JournalState, { environment, host }: JournalAuthor): JournalState => ({
  ...state,
  exists: true,
  detailed: state.detailed || !state.exists,
  stamp: state.stamp ?? { environment, since: '', host },
});
