import type { ManagedRelation } from '../interfaces/managed-relation.interface';
import type { NamedObject, PresenceSnapshot } from '../interfaces/schema-snapshot.interface';
import type { Row } from '../sql/sql.session';
import { toPresence, type RawPresence } from './presence.inspector';
import { presenceQuery, type CodeMigrations } from './presence.query';

/** A query, and how to read its rows. */
export interface Look {
  readonly query: string;
  read(rows: readonly Row[]): PresenceSnapshot;
}

/**
 * Looks again only for what was missing at the first look, so that what is there costs nothing twice; of all else it
 * tells what was found before.
 */
export function secondLook(
  before: PresenceSnapshot,
  relations: readonly ManagedRelation[],
  journal: NamedObject,
  migrations?: CodeMigrations,
): Look {
  const others = before.findings.filter(({ state }) => state !== 'missing');
  const indexes = before.findings.filter(({ state }) => state === 'missing').map(({ index }) => index);
  const missing = indexes.map((index) => relations[index]!);
  return {
    query: presenceQuery(missing, journal, migrations),
    read(rows) {
      const presence = toPresence(rows[0]!.presence as RawPresence, missing, migrations);
      const again = presence.findings.map((finding) => ({ ...finding, index: indexes[finding.index]! }));
      return { ...presence, findings: [...others, ...again].toSorted((one, other) => one.index - other.index) };
    },
  };
}
