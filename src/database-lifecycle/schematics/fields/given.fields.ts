import { posix } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { GivenNameError, type Schematic } from '../names/given-name.error';
import { givenName } from '../names/given.name';
import type { Field } from './field';
import { FieldSyntaxError } from './field-syntax.error';
import { parseFields } from './field.parser';
import { FieldsInNameError } from './fields-in-name.error';

/** How the fields reach a schematic through Nest's CLI, which takes a name and a path, and refuses further words. */
export interface GivenFields {
  readonly name?: unknown;
  /** A directory; or, with a colon, the first field. */
  readonly path?: string;
  /** `--type "name:string ..."`: the one option that Nest's CLI hands on as it is, parentheses included. */
  readonly type?: unknown;
  /** What the shell between Nest's CLI and the schematic has made words of. */
  readonly words?: readonly string[];
  /** Where the app's sources are. */
  readonly sourceRoot?: string;
}

const QUESTION =
  'Fields, separated by spaces, such as name:string breed:string? weight:decimal(5,2) owner:belongsTo(User), or none:\n> ';

/** A person needs no quotes for the shell here, and may try again. */
async function ask(): Promise<Field[]> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return [];
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    for (;;) {
      try {
        return parseFields(await terminal.question(QUESTION));
      } catch (error) {
        if (!(error instanceof FieldSyntaxError)) throw error;
        process.stdout.write(`${error.message}\n`);
      }
    }
  } finally {
    terminal.close();
  }
}

const isField = (text: string | undefined): text is string => text?.includes(':') ?? false;

/**
 * The name with its directory, and the text of the fields; undefined when none are given.
 * @throws GivenNameError, FieldsInNameError
 */
export function givenFields(
  schematic: Schematic,
  { name: given, path, type, words = [], sourceRoot = 'src' }: GivenFields,
): { name: string; text?: string } {
  const name = givenName(schematic, given);
  if (name.includes(':')) throw new FieldsInNameError(name);
  if (type !== undefined && typeof type !== 'string') throw GivenNameError.noFields(schematic, name);
  const text = [...(isField(path) ? [path] : []), ...words, ...(type === undefined ? [] : [type])].join(' ');
  const directory = path === undefined || isField(path) ? '' : `${path}/`;
  const placed = `${directory}${name}`;
  if (posix.normalize(placed).startsWith('../')) throw GivenNameError.outside(schematic, placed, sourceRoot);
  return { name: placed, text: text === '' ? undefined : text };
}

/** Reads the fields that were given, else asks for them at a terminal; none elsewhere. */
export const readFields = async (text: string | undefined): Promise<Field[]> =>
  text === undefined ? await ask() : parseFields(text);
