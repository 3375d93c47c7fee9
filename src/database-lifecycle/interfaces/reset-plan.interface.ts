import type { NamedObject } from './schema-snapshot.interface';
import type { Dependent } from './holdings.interface';
import type { PlanBatch, PlannedStatement, PlanNotice } from './lifecycle-plan.interface';
import type { TrashManifest } from './trash.interface';

export interface ResetOptions {
  /** Whether what was there is set aside, or else dropped for good. Default: `true`. */
  readonly undo?: boolean;
  /** Whether what depends on the app's relations goes along, or is taken off until they are restored. Default: `false`. */
  readonly includeDependents?: boolean;
}

/** Where things go, by path, and which foreign keys are taken off or put back: all that an operation may change. */
export interface Movement {
  readonly moves: readonly { readonly from: NamedObject; readonly to: NamedObject }[];
  readonly constraints: readonly (NamedObject & { readonly table: string })[];
}

/** Moves relations to schemas of their own. Plain data. */
export interface SetAsidePlan extends Movement {
  readonly manifest: TrashManifest;
  readonly statements: readonly PlannedStatement[];
}

/** Plain data: the dry run prints exactly the statements that apply would send, all in one transaction. */
export interface ResetPlan {
  /** Existing relations that are set aside or dropped, as `schema.name`. */
  readonly cleared: readonly string[];
  /** Others' objects that this concerns. */
  readonly dependents: readonly Dependent[];
  /** SQL that sets again what was set by hand on those that are cleared, and that the new ones lack: privileges and the like. */
  readonly handSet: readonly string[];
  /** Null where all is dropped for good, or nothing is there. */
  readonly aside: SetAsidePlan | null;
  readonly clears: readonly PlannedStatement[];
  readonly create: PlanBatch;
  readonly warnings: readonly PlanNotice[];
}
