import type { PlanNotice } from '../interfaces/lifecycle-plan.interface';
import { DatabaseLifecycleError, listed } from './database-lifecycle.error';

/** The missing tables can't all be created; nothing was changed. */
export class LifecyclePlanError extends DatabaseLifecycleError {
  constructor(readonly problems: readonly PlanNotice[]) {
    super(
      `The missing tables can not be created; nothing was changed:${listed(problems.map(({ message }) => message))}`,
      ['See the state of every table: npm run db:status'],
    );
  }
}
