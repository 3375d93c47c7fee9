import { DatabaseLifecycleError, ExitCode } from '../../errors/database-lifecycle.error';

/** Fields in the same quotes as the name: Nest's CLI makes one word of them, in small letters, that can not be read back. */
export class FieldsInNameError extends DatabaseLifecycleError {
  override readonly exitCode = ExitCode.usage;

  constructor(name: string) {
    super(`"${name}" is no name: Nest's CLI makes one word of what stands in the same quotes.`, [
      'For example: nest g entity pet --type "name:string gender:enum(male,female)"',
      'Or leave the fields out, and be asked for them: nest g entity pet',
      'Nothing was written.',
    ]);
  }
}
