/** What an environment allows. Unknown names get the strict one: unknown never means permissive. */
export type LifecyclePolicy = 'auto-create' | 'migrations-only';

/** An environment, and what it allows. */
export interface LifecycleEnvironment {
  /** The name as given, e.g. `development`, `production`, `staging`. */
  readonly name: string;
  /** `auto-create` in development and test only. */
  readonly policy: LifecyclePolicy;
  /** False when the name is none of development, test and production: worth a line in the log. */
  readonly recognized: boolean;
}
