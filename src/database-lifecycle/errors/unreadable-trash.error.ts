import { DatabaseLifecycleError, ExitCode } from './database-lifecycle.error';

/** A trash of this app whose manifest is not what this version writes: nobody knows what belongs to it. */
export class UnreadableTrashError extends DatabaseLifecycleError {
  override readonly exitCode = ExitCode.refused;

  constructor(name: string, why: string) {
    super(`Trash ${name} is this app's, but its manifest can not be read: ${why}. It is never touched.`, [
      "If a newer version of this app has set it aside, use that one; the manifest is the schema's comment.",
      'Or move what is in it by hand: ALTER TABLE ... SET SCHEMA ...;',
    ]);
  }
}
