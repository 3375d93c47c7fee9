import type { PlanNotice } from './lifecycle-plan.interface';
import type { ServerSnapshot } from './schema-snapshot.interface';

/** What one run of the creation did. */
export interface CreationReport {
  readonly server: ServerSnapshot;
  /** Every table and view that was created, as `schema.name`, in order; empty when nothing was missing. */
  readonly created: readonly string[];
  /** How many managed relations there were before. */
  readonly existing: number;
  /** Exactly what was sent, in order. */
  readonly statements: readonly string[];
  readonly warnings: readonly PlanNotice[];
  readonly journaledSeeders: readonly string[];
  readonly durationMs: number;
}
