import type { PresenceSnapshot } from '../interfaces/schema-snapshot.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import { planningContext, type PlanningContext } from './planning.context';

/** The context of planning as if every relation of the app were missing; TypeORM's own record stays and is kept. */
export function contextAfterClearing(
  { dataSource, model }: Pick<LifecycleTarget, 'dataSource' | 'model'>,
  presence: PresenceSnapshot,
): PlanningContext {
  const findings = model.relations.flatMap(({ kind }, index) => {
    const found = presence.findings.filter((finding) => finding.index === index);
    return kind === 'metadata'
      ? found
      : [{ index, state: 'missing' as const, found: null, owner: null, columns: null }];
  });
  return planningContext(dataSource, model, { ...presence, findings });
}
