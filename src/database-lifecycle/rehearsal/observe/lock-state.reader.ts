import type { LockMode } from '../../interfaces/rehearsal.interface';
import type { LifecycleTarget } from '../../lifecycle.target';
import { pathOf } from '../../sql/identifier';
import type { SqlSession } from '../../sql/sql.session';
import { lockMode } from '../judge/lock.modes';
import type { LockState, RelationState } from '../judge/lock.state';
import { LOCK_STATE } from './lock-state.query';

export type ReadLockState = (session: SqlSession) => Promise<LockState>;

interface RawState {
  readonly transaction: string;
  readonly countsScans: boolean;
  readonly relations: readonly [oid: number, path: string, table: number, file: number, scans: number][] | null;
  readonly locks: readonly [oid: number, mode: string][] | null;
}

function locksOf(raw: RawState): Map<number, Set<LockMode>> {
  const locks = new Map<number, Set<LockMode>>();
  for (const [oid, mode] of raw.locks ?? []) {
    if (!locks.has(oid)) locks.set(oid, new Set());
    locks.get(oid)!.add(lockMode(mode));
  }
  return locks;
}

/** Reads all but the records that TypeORM and the lifecycle keep for themselves: no app waits for those. */
export function lockStateReader({ journal, migrationsTable, metadataTable }: LifecycleTarget): ReadLockState {
  const records = new Set([journal, migrationsTable, metadataTable].map(pathOf));
  return async (session) => {
    const raw = (await session.query<{ state: RawState }>(LOCK_STATE))[0]!.state;
    const relations = (raw.relations ?? []).filter(([, path]) => !records.has(path));
    return {
      transaction: raw.transaction,
      countsScans: raw.countsScans,
      relations: new Map(
        relations.map(([oid, path, table, file, scans]): [number, RelationState] => [
          oid,
          { path, table, file, scans },
        ]),
      ),
      locks: locksOf(raw),
    };
  };
}
