import type { NamedObject } from './schema-snapshot.interface';
import type { PlanBatch, PlannedStatement, PlanNotice } from './lifecycle-plan.interface';

/** An existing relation of the app. */
export interface ResetRelation extends NamedObject {
  readonly relkind: string;
  readonly owner: string;
  /** Whether the role may drop it. */
  readonly owned: boolean;
  /** Paths of the app's other relations that it reads, for a view. */
  readonly needs: readonly string[];
}

/** What dropping the app's relations would take along, and what stands against it. */
export interface ResetFindings {
  readonly relations: readonly ResetRelation[];
  /** Enum types that a column of these relations has and nothing else uses. */
  readonly types: readonly NamedObject[];
  /** Everything with a name in pg_class that goes with them: the relations, their indexes and sequences. */
  readonly vanishing: readonly (NamedObject & { readonly oid: string })[];
  /** What is not the app's and would go or break, in PostgreSQL's words, e.g. `view vip_users`. */
  readonly dependents: readonly string[];
  /** How many entries of the server's lock table it takes to drop them and create them anew. */
  readonly locks: number;
  readonly metadataTableExists: boolean;
}

/** Plain data: the dry run prints exactly the statements that apply would send, all in one transaction. */
export interface ResetPlan {
  /** Existing relations that are dropped, as `schema.name`. */
  readonly dropped: readonly string[];
  readonly drops: readonly PlannedStatement[];
  readonly create: PlanBatch;
  readonly warnings: readonly PlanNotice[];
}
