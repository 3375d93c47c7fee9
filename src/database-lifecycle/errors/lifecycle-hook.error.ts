import { DatabaseLifecycleError } from './database-lifecycle.error';

/** A `before…` hook threw, so the operation was not begun. */
export class LifecycleHookError extends DatabaseLifecycleError {
  /**
   * @param hook e.g. `ClosedAtNight.beforeCreate`
   * @param operation e.g. `create`
   */
  constructor(
    readonly hook: string,
    operation: string,
    cause: unknown,
  ) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(
      `Hook ${hook}() stopped the operation "${operation}": ${why}. Nothing of it was done.`,
      ['See to what it asks for, or take the hook out of the providers.'],
      { cause },
    );
  }
}
