import { posix } from 'node:path';
import { GivenNameError, type Schematic } from './given-name.error';
import { pascalCase } from './letter-case';

/**
 * The name that Nest's CLI was given, which hands on whatever it is: a number, or nothing.
 * @throws GivenNameError where no class can be called so
 */
export function givenName(schematic: Schematic, name: unknown): string {
  if (typeof name !== 'string' || !/^[A-Za-z]/.test(pascalCase(posix.basename(name))))
    throw GivenNameError.noName(schematic, name);
  const [letter] = /[^\p{ASCII}]/u.exec(posix.basename(name)) ?? [];
  if (letter !== undefined) throw GivenNameError.foreignLetter(schematic, name, letter);
  return name;
}
