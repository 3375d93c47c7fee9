import type { LifecycleTarget } from '../lifecycle.target';
import { SHARE_OF_LOCK_TABLE } from '../plan/batch.splitter';
import type { RestoreInput } from './restore.planner';
import { refuseUnsafeRestore } from './restore.rules';

const target = {
  metadataTable: { schema: 'public', name: 'typeorm_metadata' },
  migrationsTable: { schema: 'public', name: 'migrations' },
} as LifecycleTarget;

const holdings = (move: number) => ({
  relations: [],
  types: [],
  parents: [],
  dependents: [],
  constraints: [],
  mayCreateSchemas: true,
  metadataTableExists: true,
  locks: { move },
});

/** Nothing stands against it but the locks that it takes. */
const moving = (going: number, coming: number, lockSlots: number): RestoreInput => {
  const input = {
    presence: { server: { database: 'app', role: 'app' } },
    trash: { name: 'trash', manifest: { places: [], relations: [], types: [], constraints: [] } },
    going: holdings(going),
    coming: holdings(coming),
    records: { migrations: [] },
    ground: { strangers: [], obstacles: [], constraints: [], locked: [], homes: [], lockSlots },
  };
  return input as unknown as RestoreInput;
};

describe('a restore that needs many locks', () => {
  const slots = 1000;
  const most = slots * SHARE_OF_LOCK_TABLE;

  it('is refused where both sides together leave too little of the lock table for others', () => {
    expect(() => refuseUnsafeRestore(target, moving(most / 2, most / 2, slots), {})).not.toThrow();
    expect(() => refuseUnsafeRestore(target, moving(most / 2, most / 2 + 1, slots), {})).toThrow(
      "more than the server's lock table holds",
    );
  });
});
