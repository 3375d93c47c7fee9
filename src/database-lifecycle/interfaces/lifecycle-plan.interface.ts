/** One SQL statement, exactly as it is sent. */
export interface PlannedStatement {
  /** Without a semicolon at its end. */
  readonly sql: string;
  /** The relation that it belongs to, as `schema.name`; the schema or extension itself for those. */
  readonly target: string;
}

/** Statements of one transaction. A batch leaves a state that the next boot continues from by itself. */
export interface PlanBatch {
  /** Relations that the batch creates, as `schema.name`, in order. */
  readonly creates: readonly string[];
  /** Tables outside the batch that its foreign keys refer to: the ones whose locks it may have to wait for. */
  readonly refersTo: readonly string[];
  /** In order; they travel as one message. */
  readonly statements: readonly PlannedStatement[];
}

/** Something that the person has to know. A problem stops the plan, a warning does not. */
export interface PlanNotice {
  /** A stable name for programs, e.g. `name-conflict`. */
  readonly code: string;
  /** The relation as `schema.name`, where there is one. */
  readonly relation?: string;
  /** What was found, what was expected, and what to do. */
  readonly message: string;
}

/** Plain, serializable data: the dry run prints exactly the statements that apply would send. */
export interface LifecyclePlan {
  /** In the order to run them; empty when nothing is missing, or a problem keeps it from being made. */
  readonly batches: readonly PlanBatch[];
  /** What keeps the missing relations from being created; nothing is, then. */
  readonly problems: readonly PlanNotice[];
  /** What a person should know; nothing is kept from being created. */
  readonly warnings: readonly PlanNotice[];
}
