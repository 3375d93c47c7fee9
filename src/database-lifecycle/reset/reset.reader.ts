import type { ResetFindings, ResetPlan } from '../interfaces/reset-plan.interface';
import type { PresenceSnapshot } from '../interfaces/schema-snapshot.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import type { SqlSession } from '../sql/sql.session';
import { inspectReset } from './reset.inspector';
import { contextAfterDrop, planReset } from './reset.planner';

export interface ResetSnapshot {
  readonly findings: ResetFindings;
  readonly plan: ResetPlan;
}

/** Reads the rest of what a reset depends on, and plans it; reads only. Throws what {@link planReset} throws. */
export async function readReset(
  session: SqlSession,
  target: LifecycleTarget,
  presence: PresenceSnapshot,
): Promise<ResetSnapshot> {
  const context = contextAfterDrop(target, presence);
  const { details, findings } = await inspectReset(session, target, context);
  return { findings, plan: await planReset(target, presence, context, details, findings) };
}
