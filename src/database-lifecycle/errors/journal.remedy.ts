import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { quoteIdentifier, quotePath } from '../sql/identifier';

/** What lets a role read all of the journal. */
export const journalRemedy = (journal: NamedObject, role: string): string =>
  `As its owner: GRANT SELECT ON ${quotePath(journal)} TO ${quoteIdentifier(role)}; and, where it has policies: ALTER TABLE ${quotePath(journal)} DISABLE ROW LEVEL SECURITY;`;
