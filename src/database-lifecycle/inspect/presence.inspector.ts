import type { JournalState } from '../interfaces/journal.interface';
import type { ManagedRelation } from '../interfaces/managed-relation.interface';
import type {
  JournalEntry,
  NamedObject,
  PresenceSnapshot,
  RelationFinding,
  RelationState,
  ServerSnapshot,
} from '../interfaces/schema-snapshot.interface';
import { boundLocks } from '../sql/lock.holders';
import type { SqlSession } from '../sql/sql.session';
import type { MigrationRecord } from './migration-record.query';
import { presenceQuery, RELKIND, type CodeMigrations } from './presence.query';

interface RawFinding {
  readonly index: number;
  readonly relkind: string | null;
  readonly visible: boolean;
  readonly owner: string | null;
  readonly type: boolean;
  readonly columns: string[] | null;
  readonly required: string[] | null;
}

export interface RawPresence {
  readonly server: ServerSnapshot;
  /** Null when it was not asked for. */
  readonly record: MigrationRecord | null;
  readonly journal: { readonly state: JournalState; readonly entries: JournalEntry[] | null };
  readonly findings: RawFinding[] | null;
}

function stateOf({ relkind, visible, type }: RawFinding, { kind }: ManagedRelation): RelationState {
  if (relkind === null) return type ? 'conflict' : 'missing';
  if (!(RELKIND[kind] ?? 'rp').includes(relkind)) return 'conflict';
  return visible ? 'present' : 'hidden';
}

export function toPresence(
  raw: RawPresence,
  relations: readonly ManagedRelation[],
  migrations?: CodeMigrations,
): PresenceSnapshot {
  const executed = new Set(raw.record?.executed);
  return {
    server: raw.server,
    pendingMigrations: migrations?.names.filter((name) => !executed.has(name)),
    journalState: raw.journal.state,
    journal: raw.journal.entries ?? [],
    findings: (raw.findings ?? []).map((finding): RelationFinding => {
      const { index, relkind, owner, type, columns, required } = finding;
      const state = stateOf(finding, relations[index]!);
      return { index, state, found: type ? 'type' : relkind, owner, columns, required };
    }),
  };
}

/** Asks which managed relations are missing, hidden or in conflict: one round trip, reads only. */
export async function inspectPresence(
  session: SqlSession,
  relations: readonly ManagedRelation[],
  journal: NamedObject,
  migrations?: CodeMigrations,
): Promise<PresenceSnapshot> {
  const [rows] = await session.send(presenceQuery(relations, journal, migrations));
  return toPresence(rows![0]!.presence as RawPresence, relations, migrations);
}

/**
 * As {@link inspectPresence}, outside of a transaction: the message is one, and waits for no lock for ever.
 * @param lockTimeoutMs how long to wait for one, e.g. of the journal
 */
export async function lookForPresence(
  session: SqlSession,
  relations: readonly ManagedRelation[],
  journal: NamedObject,
  migrations: CodeMigrations | undefined,
  lockTimeoutMs: number,
): Promise<PresenceSnapshot> {
  const [, rows] = await session.send(boundLocks(lockTimeoutMs), presenceQuery(relations, journal, migrations));
  return toPresence(rows![0]!.presence as RawPresence, relations, migrations);
}
