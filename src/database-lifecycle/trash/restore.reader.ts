import { clearingSender } from '../apply/clearing.executor';
import type { Holdings } from '../interfaces/holdings.interface';
import type { RestoreOptions, RestorePlan } from '../interfaces/restore-plan.interface';
import type { NamedObject, PresenceSnapshot } from '../interfaces/schema-snapshot.interface';
import type { TrashManifest } from '../interfaces/trash.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import { contextAfterClearing } from '../plan/cleared.context';
import { distinct } from '../sql/identifier';
import type { SqlSession } from '../sql/sql.session';
import { inspectHoldings } from './holdings.inspector';
import { readKeptRecords } from './kept-records.query';
import { refuseUnlocked, type LookedAt } from './last.look';
import { inTrash } from './places';
import { lockTables } from './relation.locks';
import { readRestoreGround } from './restore-ground.query';
import { planRestore } from './restore.planner';
import { inspectTrash } from './trash.inspector';
import { pickTrash } from './trash.picker';

export interface RestoreSnapshot {
  readonly plan: RestorePlan;
  /** What is there now and goes first, and what lies in the trash. */
  readonly going: Holdings;
  readonly coming: Holdings;
  /** Oids of what is locked on the way beside the parts of both. */
  readonly neighbours: readonly string[];
  /** What both were made from. */
  readonly looked: readonly LookedAt[];
}

/** Relations that the manifest has rows of in `typeorm_metadata`, which names a view and the table of a column. */
const recordedIn = ({ metadata }: TrashManifest): NamedObject[] =>
  (metadata ?? []).flatMap(({ schema, table, name }) => {
    const relation = table ?? name;
    return schema && relation ? [{ schema, name: relation }] : [];
  });

/**
 * Reads all that a restore depends on, and plans it; reads only, but for the locks.
 * @param seen an earlier look: the tables that it found are locked first, so that this look sees what others did
 *   meanwhile
 * @throws what {@link planRestore} and {@link clearingSender} throw, and ResetRefusedError when it finds other
 *   relations
 */
export async function readRestore(
  session: SqlSession,
  target: LifecycleTarget,
  presence: PresenceSnapshot,
  options: RestoreOptions = {},
  seen?: RestoreSnapshot,
): Promise<RestoreSnapshot> {
  const { model, metadataTable, migrationsTable, settings } = target;
  const records = { metadataTable, migrationsTable };
  const trash =
    seen?.plan.trash ?? (await pickTrash(session, await inspectTrash(session, migrationsTable), options.name));
  const { manifest } = trash;
  const { definitions } = contextAfterClearing(target, presence);
  // What now stands at the manifest's names goes, whosever it is: it is kept, and named in the plan.
  const requestThere = {
    relations: distinct([...model.relations.filter(({ kind }) => kind !== 'metadata'), ...manifest.relations]),
    types: distinct([...[...definitions.values()].flatMap(({ enums }) => enums), ...manifest.types]),
    ...records,
  };
  const requestHeld = {
    relations: inTrash(manifest, manifest.relations),
    types: inTrash(manifest, manifest.types),
    ...records,
  };
  const locked = seen ? [...seen.going.relations, ...seen.coming.relations] : [];
  const oids = seen ? [...seen.going.parts, ...seen.coming.parts].map(({ oid }) => oid) : [];
  const sender = seen ? clearingSender(session, { oids, lockTimeoutMs: settings.lockTimeoutMs }) : session;
  const requests = [requestThere, requestHeld];
  const [there, held] = (await inspectHoldings(sender, requests, lockTables(locked))) as [Holdings, Holdings];
  const going = { ...there, types: [...there.types, ...there.idleTypes] };
  // Whoever has come to use what lies there knows it by its oid, and stays.
  const relations = held.relations.filter(({ root }) => root);
  const coming = { ...held, relations, types: [...held.types, ...held.idleTypes, ...held.sharedTypes] };
  const ground = await readRestoreGround(session, manifest, going, coming);
  const recorded = distinct([...model.relations, ...going.relations, ...manifest.relations, ...recordedIn(manifest)]);
  const kept = await readKeptRecords(session, going, { ...records, recorded });
  const plan = planRestore(target, { presence, trash, going, coming, records: kept, ground }, options);
  if (seen) refuseUnlocked([...going.relations, ...coming.relations], locked);
  const looked = [
    { request: requestThere, holdings: there },
    { request: requestHeld, holdings: held },
  ];
  const rejoined = ground.constraints.flatMap(({ oid }) => oid ?? []);
  const neighbours = [...going.neighbours, ...coming.neighbours, ...rejoined];
  return { going, coming, neighbours, looked, plan };
}
