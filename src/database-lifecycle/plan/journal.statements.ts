import type { PlannedStatement } from '../interfaces/lifecycle-plan.interface';
import type { JournalEvent, NamedObject } from '../interfaces/schema-snapshot.interface';
import { pathOf, quoteLiteral, quotePath } from '../sql/identifier';

/** The journal's name, beside the entities' tables. */
export const DEFAULT_JOURNAL_TABLE = 'database_lifecycle_journal';

/** The lifecycle's own append-only record; made in the transaction of its first entry. */
export const createJournal = (journal: NamedObject): PlannedStatement => ({
  sql:
    `CREATE TABLE ${quotePath(journal)} ("id" bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, ` +
    `"at" timestamp with time zone NOT NULL DEFAULT clock_timestamp(), "event" text NOT NULL, "name" text NOT NULL, ` +
    `"environment" text NOT NULL, "role" text NOT NULL DEFAULT session_user)`,
  target: pathOf(journal),
});

export const appendToJournal = (
  journal: NamedObject,
  environment: string,
  event: JournalEvent,
  names: readonly string[],
): PlannedStatement => ({
  sql: `INSERT INTO ${quotePath(journal)} ("event", "name", "environment") VALUES ${names
    .map((name) => `(${[event, name, environment].map(quoteLiteral).join(', ')})`)
    .join(', ')}`,
  target: pathOf(journal),
});
