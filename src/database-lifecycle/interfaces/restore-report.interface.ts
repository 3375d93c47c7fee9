import type { RestorePlan } from './restore-plan.interface';

/** What `db:restore --json` prints. */
export interface RestoreReport {
  /** The trash that was restored, and is gone now. */
  readonly restored: string;
  /** What came back, as `schema.name`. */
  readonly relations: readonly string[];
  /** The schema that keeps what was there; null when nothing was. */
  readonly trash: string | null;
  /** What was moved there, as `schema.name`. */
  readonly setAside: readonly string[];
  /** Others' objects that this concerned. */
  readonly dependents: RestorePlan['dependents'];
  /** Foreign keys that were not put back, as their tables are gone. */
  readonly lost: RestorePlan['lost'];
  /** Migrations whose record has changed. */
  readonly migrations: RestorePlan['migrations'];
  /** Exactly what was sent, in order. */
  readonly statements: readonly string[];
  /** In milliseconds. */
  readonly durationMs: number;
}
