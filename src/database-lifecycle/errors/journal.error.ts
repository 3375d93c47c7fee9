import type { JournalState } from '../interfaces/journal.interface';
import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { pathOf } from '../sql/identifier';
import { DatabaseLifecycleError } from './database-lifecycle.error';
import { journalRemedy } from './journal.remedy';

/** The role may not read the lifecycle's record, or sees a part of it only. */
export class JournalHiddenError extends DatabaseLifecycleError {
  constructor({ role }: JournalState, journal: NamedObject) {
    super(`Role ${role} may not read all of ${pathOf(journal)}.`, [journalRemedy(journal, role)]);
  }
}
