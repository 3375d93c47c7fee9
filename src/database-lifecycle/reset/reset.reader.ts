import { inspectDetails } from '../inspect/detail.inspector';
import type { Holdings } from '../interfaces/holdings.interface';
import type { ResetOptions, ResetPlan } from '../interfaces/reset-plan.interface';
import type { PresenceSnapshot } from '../interfaces/schema-snapshot.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import { contextAfterClearing } from '../plan/cleared.context';
import { detailRequest } from '../plan/detail-request.builder';
import { distinct } from '../sql/identifier';
import type { SqlSession } from '../sql/sql.session';
import { inspectHoldings } from '../trash/holdings.inspector';
import { readKeptRecords } from '../trash/kept-records.query';
import { planReset } from './reset.planner';

export interface ResetSnapshot {
  readonly holdings: Holdings;
  readonly plan: ResetPlan;
}

/** Reads the rest of what a reset depends on, and plans it; reads only. Throws what {@link planReset} throws. */
export async function readReset(
  session: SqlSession,
  target: LifecycleTarget,
  presence: PresenceSnapshot,
  options: ResetOptions = {},
): Promise<ResetSnapshot> {
  const { model, metadataTable, migrationsTable } = target;
  const context = contextAfterClearing(target, presence);
  const details = await inspectDetails(session, detailRequest(context));
  const holdings = await inspectHoldings(session, {
    relations: model.relations.filter(({ kind }) => kind !== 'metadata'),
    types: [...context.definitions.values()].flatMap(({ enums }) => enums),
    metadataTable,
    migrationsTable,
  });
  const recorded = distinct([...model.relations, ...holdings.relations]);
  const records = await readKeptRecords(session, holdings, { metadataTable, migrationsTable, recorded });
  return { holdings, plan: await planReset(target, { presence, context, details, holdings, records }, options) };
}
