import { snakeCase } from '../names/letter-case';
import type { Field } from './field';
import { type Argument, fieldKinds } from './field.kinds';
import { FieldScanner } from './field.scanner';

const EXAMPLE = 'breed:string?';
/** What every generated entity has. */
const OWN_PROPERTIES = ['id', 'createdAt', 'updatedAt'];
/** TypeORM and JavaScript give these a meaning of their own. */
const RESERVED = new Set([...OWN_PROPERTIES, 'constructor', 'hasOwnProperty', 'toString', 'valueOf']);
const LONGEST_NAME = 59;

function readName(scanner: FieldScanner): string {
  const name = scanner.take(/[A-Za-z][A-Za-z0-9]*/y);
  if (name === '') scanner.fail('A field begins with its name, in letters and digits', EXAMPLE);
  if (name !== name.charAt(0).toLowerCase() + name.slice(1))
    scanner.fail('A field begins with a small letter', EXAMPLE, 0);
  if (RESERVED.has(name)) scanner.fail(`"${name}" is a name that every entity has already`, EXAMPLE, 0);
  // Room for "_id" within the 63 bytes that PostgreSQL keeps.
  if (snakeCase(name).length > LONGEST_NAME)
    scanner.fail(`A name has at most ${LONGEST_NAME} characters in snake_case`, EXAMPLE, 0);
  if (!scanner.accept(':')) scanner.fail('Expected a colon, then the type', `${name}:string`);
  return name;
}

function readKind(scanner: FieldScanner, name: string): Field['kind'] {
  const place = scanner.position;
  const kind = scanner.take(/[A-Za-z]*/y);
  if (!(Object.keys(fieldKinds) as string[]).includes(kind))
    scanner.fail(
      `${kind === '' ? 'A type is missing' : `There is no type "${kind}"`}, expected ${Object.keys(fieldKinds).join(', ')}`,
      `${name}:string`,
      place,
    );
  return kind as Field['kind'];
}

function readArguments(scanner: FieldScanner, example: string): Argument[] {
  if (!scanner.accept('(')) return [];
  const found: Argument[] = [];
  do {
    const place = scanner.position;
    found.push({ place, text: scanner.take(/[^,()]*/y).trim() });
  } while (scanner.accept(','));
  if (!scanner.accept(')')) scanner.fail('Expected a closing parenthesis', example);
  const empty = found.find(({ text }) => text === '');
  if (empty) scanner.fail('Something is missing here', example, empty.place);
  return found;
}

/** Reads one field, such as `weight:decimal(5,2)?`. @throws FieldSyntaxError */
function parseField(word: string): Field {
  const scanner = new FieldScanner(word);
  const name = readName(scanner);
  const kind = readKind(scanner, name);
  const { example } = fieldKinds[kind];
  const typed = fieldKinds[kind].read(readArguments(scanner, example), scanner);
  const place = scanner.position;
  const marks = scanner.take(/[?!#]*/y);
  if (!scanner.isAtEnd)
    scanner.fail('Expected the end of the field, or ? (may be empty), ! (unique), # (index)', example);
  if (new Set(marks).size < marks.length) scanner.fail('The same mark is there twice', example, place);
  if (kind === 'manyToMany' && marks !== '') scanner.fail('"manyToMany" has no column to mark', example, place);
  if (kind === 'json' && /[!#]/.test(marks)) scanner.fail('"json" has no plain index', 'details:json?', place);
  return { name, ...typed, optional: marks.includes('?'), unique: marks.includes('!'), indexed: marks.includes('#') };
}

/** The column, or the property that holds the key of a relation. */
const propertiesOf = ({ name, kind }: Field): string[] => (kind === 'belongsTo' ? [name, `${name}Id`] : [name]);

/** Cut where no parenthesis is open. */
const words = (text: string): string[] => text.match(/(?:[^\s(]|\([^)]*\)?)+/g) ?? [];

/**
 * Reads the fields of an entity, separated by white space.
 * @throws FieldSyntaxError with the field, the place and an example
 */
export function parseFields(text: string): Field[] {
  const taken = new Map<string, string>();
  return words(text).map((word) => {
    const field = parseField(word);
    for (const property of propertiesOf(field)) {
      const other = taken.get(property);
      if (other !== undefined) new FieldScanner(word).fail(`"${other}" has taken the name ${property}`, EXAMPLE, 0);
      taken.set(property, word);
    }
    return field;
  });
}
