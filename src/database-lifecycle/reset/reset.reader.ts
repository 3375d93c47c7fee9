import { clearingSender } from '../apply/clearing.executor';
import { toDetails, type RawDetails } from '../inspect/detail.inspector';
import { detailQuery } from '../inspect/detail.query';
import type { Holdings } from '../interfaces/holdings.interface';
import type { ResetOptions, ResetPlan } from '../interfaces/reset-plan.interface';
import type { PresenceSnapshot } from '../interfaces/schema-snapshot.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import { contextAfterClearing } from '../plan/cleared.context';
import { detailRequest } from '../plan/detail-request.builder';
import { distinct } from '../sql/identifier';
import type { SqlSession } from '../sql/sql.session';
import { toHoldings } from '../trash/holdings.inspector';
import { holdingsQuery } from '../trash/holdings.query';
import { readKeptRecords } from '../trash/kept-records.query';
import { refuseUnlocked, type LookedAt } from '../trash/last.look';
import { lockTables } from '../trash/relation.locks';
import { handSetQuery } from './hand-set.query';
import { planReset } from './reset.planner';

export interface ResetSnapshot extends LookedAt {
  readonly plan: ResetPlan;
}

/**
 * Reads the rest of what a reset depends on, and plans it; reads only, but for the locks.
 * @param seen an earlier look: the tables that it found are locked first, so that this look sees what others did
 *   meanwhile
 * @throws what {@link planReset} and {@link clearingSender} throw, and ResetRefusedError when it finds other relations
 */
export async function readReset(
  session: SqlSession,
  target: LifecycleTarget,
  presence: PresenceSnapshot,
  options: ResetOptions = {},
  seen?: Holdings,
): Promise<ResetSnapshot> {
  const { model, metadataTable, migrationsTable, settings } = target;
  const context = contextAfterClearing(target, presence);
  const request = {
    relations: model.relations.filter(({ kind }) => kind !== 'metadata'),
    types: [...context.definitions.values()].flatMap(({ enums }) => enums),
    metadataTable,
    migrationsTable,
  };
  const oids = (seen?.parts ?? []).map(({ oid }) => oid);
  const sender = seen ? clearingSender(session, { oids, lockTimeoutMs: settings.lockTimeoutMs }) : session;
  const locks = lockTables(seen?.relations ?? []);
  const looks = [detailQuery(detailRequest(context)), holdingsQuery(request), handSetQuery(request.relations)];
  const [detailed, held, again] = (await sender.send(...locks, ...looks)).slice(locks.length);
  const details = toDetails(detailed![0]!.details as RawDetails);
  const holdings = toHoldings(held!);
  const handSet = again![0]!.again as string[];
  const recorded = distinct([...model.relations, ...holdings.relations]);
  const records = await readKeptRecords(session, holdings, { metadataTable, migrationsTable, recorded });
  const plan = await planReset(target, { presence, context, details, holdings, records, handSet }, options);
  if (seen) refuseUnlocked(holdings.relations, seen.relations);
  return { request, holdings, plan };
}
