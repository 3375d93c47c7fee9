import { keyProperty } from '../model/entity.model';
import { camelCase, snakeCase } from '../names/letter-case';
import { isRelation, type Field } from './field';
import { type Argument, fieldKinds } from './field.kinds';
import { FieldScanner } from './field.scanner';
import { hidesListQuery } from './list.filters';

const EXAMPLE = 'breed:string?';
/** What every generated entity has. */
const OWN_COLUMNS = new Set(['id', 'created_at', 'updated_at']);
/** TypeORM and JavaScript give these a meaning of their own. */
const RESERVED = new Set(['constructor', 'hasOwnProperty', 'toString', 'valueOf']);
const LONGEST_NAME = 59;

function readName(scanner: FieldScanner): string {
  const name = scanner.take(/[A-Za-z][A-Za-z0-9]*/y);
  if (name === '') scanner.fail('A field begins with its name, in letters and digits', EXAMPLE);
  if (name !== name.charAt(0).toLowerCase() + name.slice(1))
    scanner.fail('A field begins with a small letter', EXAMPLE, 0);
  if (RESERVED.has(name) || OWN_COLUMNS.has(snakeCase(name)))
    scanner.fail(`"${name}" is a name that every entity has already`, EXAMPLE, 0);
  // Room for "_id" within the 63 bytes that PostgreSQL keeps.
  if (snakeCase(name).length > LONGEST_NAME)
    scanner.fail(`A name has at most ${LONGEST_NAME} characters in snake_case`, EXAMPLE, 0);
  if (!scanner.accept(':')) {
    const place = scanner.position;
    const odd = scanner.take(/[^:(?!#,]/uy);
    if (odd === '') scanner.fail('Expected a colon, then the type', `${name}:string`);
    const meant = camelCase(scanner.word.split(':')[0]!.replace(/[^\p{ASCII}]/gu, ''));
    scanner.fail(`A name has letters from a to z and digits alone, found "${odd}"`, `${meant}:string`, place);
  }
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
  if (hidesListQuery({ name, kind }))
    scanner.fail(`A list is filtered by a field of this type, and has a "${name}" of its own`, EXAMPLE, 0);
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

/** The property, and the one that holds the keys of a relation. */
const propertiesOf = (field: Field): string[] => [field.name, ...(isRelation(field) ? [keyProperty(field)] : [])];

/** Cut where no parenthesis is open. */
const words = (text: string): string[] => text.match(/(?:[^\s(]|\([^)]*\)?)+/g) ?? [];

/**
 * Reads the fields of an entity, separated by white space.
 * @throws FieldSyntaxError with the field, the place and an example
 */
export function parseFields(text: string): Field[] {
  // By column: where case alone tells two properties apart, their columns and the files of their enums are the same.
  const taken = new Map<string, { readonly word: string; readonly property: string }>();
  return words(text).map((word) => {
    const field = parseField(word);
    for (const property of propertiesOf(field)) {
      const column = snakeCase(property);
      const other = taken.get(column);
      if (other) new FieldScanner(word).fail(`"${other.word}" has taken the name ${other.property}`, EXAMPLE, 0);
      taken.set(column, { word, property });
    }
    return field;
  });
}
