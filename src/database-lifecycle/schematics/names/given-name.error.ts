import { DatabaseLifecycleError, ExitCode } from '../../errors/database-lifecycle.error';

const EXAMPLES = { feature: 'pet', entity: 'pet', seeder: 'pet', migration: 'AddBreed' } as const;

/** What `nest g` is to write. */
export type Schematic = keyof typeof EXAMPLES;

/** A name or its fields are missing, or are none; nothing is written. */
export class GivenNameError extends DatabaseLifecycleError {
  override readonly exitCode = ExitCode.usage;

  private constructor(what: string, example: string) {
    super(what, [`For example: nest g ${example}`, 'Nothing was written.']);
  }

  /** @param found the schematics' own CLI reads an empty word as 0 */
  static noName(schematic: Schematic, found: unknown): GivenNameError {
    const shown = found === undefined ? 'none' : found === 0 ? 'an empty one or 0' : `"${String(found)}"`;
    return new GivenNameError(
      `nest g ${schematic} needs a name that begins with a letter, found ${shown}.`,
      `${schematic} ${EXAMPLES[schematic]}`,
    );
  }

  /** Of which no identifier would be left, or half of one. */
  static foreignLetter(schematic: Schematic, name: string, letter: string): GivenNameError {
    return new GivenNameError(
      `nest g ${schematic} takes a name of the letters a to z and digits, found "${letter}" in "${name}".`,
      `${schematic} ${EXAMPLES[schematic]}`,
    );
  }

  static noFields(schematic: Schematic, name: string): GivenNameError {
    return new GivenNameError(
      '--type has no fields, expected such as name:string; leave it out to be asked for them.',
      `${schematic} ${name} --type "name:string breed:string?"`,
    );
  }

  static outside(schematic: Schematic, name: string, sourceRoot: string): GivenNameError {
    return new GivenNameError(
      `"${name}" is outside of ${sourceRoot}, where the app looks for no entity.`,
      `${schematic} ${name.split('/').findLast((part) => part !== '..')}`,
    );
  }
}
