import type { JournalState } from '../interfaces/journal.interface';
import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { pathOf, quoteIdentifier, quotePath } from '../sql/identifier';
import { DatabaseLifecycleError } from './database-lifecycle.error';

/** The role may not read the lifecycle's record. */
export class JournalHiddenError extends DatabaseLifecycleError {
  constructor({ role }: JournalState, journal: NamedObject) {
    super(`Role ${role} may not read ${pathOf(journal)}.`, [
      `As its owner: GRANT SELECT ON ${quotePath(journal)} TO ${quoteIdentifier(role)};`,
    ]);
  }
}
