import type { Field, PlainKind } from './field';
import type { FieldScanner } from './field.scanner';

/** What stands between the parentheses, each with its place in the field. */
export interface Argument {
  readonly text: string;
  readonly place: number;
}

/** What of a field comes from its type. */
type Typed = Field extends infer F
  ? F extends Field
    ? Omit<F, 'name' | 'optional' | 'unique' | 'indexed'>
    : never
  : never;

interface FieldKindRule {
  readonly example: string;
  read(given: readonly Argument[], scanner: FieldScanner): Typed;
}

/** PostgreSQL's longest varchar. */
const LONGEST_STRING = 10_485_760;
/** As many digits as a JavaScript number holds exactly. */
const MOST_DIGITS = 15;
/** PostgreSQL cuts the label of an enum, and any name, beyond. */
const LONGEST_NAME_BYTES = 63;

const CLASS_NAME = /^[A-Za-z][A-Za-z0-9-]*$/;
const PROPERTY_NAME = /^[A-Za-z][A-Za-z0-9]*$/;

function wholeNumber({ text, place }: Argument, min: number, max: number, scanner: FieldScanner, example: string) {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max))
    scanner.fail(`Expected a whole number from ${min} to ${max}, found "${text}"`, example, place);
  return value;
}

function plain(kind: PlainKind): FieldKindRule {
  const example = `note:${kind}`;
  return {
    example,
    read([first], scanner) {
      if (first) scanner.fail(`"${kind}" takes nothing in parentheses`, example, first.place);
      return { kind };
    },
  };
}

function tooMany(given: readonly Argument[], most: number, scanner: FieldScanner, example: string): void {
  const extra = given[most];
  if (extra) scanner.fail(`Expected ${most} at most in the parentheses, found ${given.length}`, example, extra.place);
}

const string: FieldKindRule = {
  example: 'name:string or name:string(80)',
  read(given, scanner) {
    tooMany(given, 1, scanner, this.example);
    const [length] = given;
    return { kind: 'string', length: length ? wholeNumber(length, 1, LONGEST_STRING, scanner, this.example) : 255 };
  },
};

const decimal: FieldKindRule = {
  example: 'weight:decimal(5,2), five digits of which two are behind the point',
  read(given, scanner) {
    tooMany(given, 2, scanner, this.example);
    const [first, second] = given;
    if (!first) return scanner.fail('"decimal" needs its number of digits', this.example);
    const precision = wholeNumber(first, 1, MOST_DIGITS, scanner, this.example);
    return {
      kind: 'decimal',
      precision,
      scale: second ? wholeNumber(second, 0, precision, scanner, this.example) : 0,
    };
  },
};

const enumeration: FieldKindRule = {
  example: 'gender:enum(male,female,unknown)',
  read(given, scanner) {
    if (given.length === 0) return scanner.fail('"enum" needs its labels', this.example);
    const seen = new Set<string>();
    for (const { text, place } of given) {
      if (!/^[A-Za-z][\w-]*$/.test(text))
        scanner.fail(
          `"${text}" can not be a label, expected a letter, then letters, digits, - or _`,
          this.example,
          place,
        );
      if (Buffer.byteLength(text) > LONGEST_NAME_BYTES)
        scanner.fail(`A label has at most ${LONGEST_NAME_BYTES} bytes`, this.example, place);
      const key = text.replace(/[-_]/g, '').toLowerCase();
      if (seen.has(key)) scanner.fail(`"${text}" is there twice`, this.example, place);
      seen.add(key);
    }
    return { kind: 'enum', labels: given.map(({ text }) => text) };
  },
};

function relation(kind: 'belongsTo' | 'manyToMany', example: string): FieldKindRule {
  return {
    example,
    read(given, scanner) {
      tooMany(given, 1, scanner, example);
      const [entity] = given;
      if (!entity) return scanner.fail(`"${kind}" needs an entity`, example);
      const [target = '', inverse, ...rest] = entity.text.split('.');
      if (!CLASS_NAME.test(target))
        scanner.fail(`Expected the class of an entity, found "${target}"`, example, entity.place);
      if (rest.length > 0 || (inverse !== undefined && !PROPERTY_NAME.test(inverse)))
        scanner.fail(
          'Expected the property for the other side, behind one point',
          example,
          entity.place + target.length + 1,
        );
      return { kind, target, inverse };
    },
  };
}

/** Every type that a field can have. */
export const fieldKinds: Readonly<Record<Field['kind'], FieldKindRule>> = {
  string,
  text: plain('text'),
  int: plain('int'),
  decimal,
  float: plain('float'),
  boolean: plain('boolean'),
  date: plain('date'),
  timestamp: plain('timestamp'),
  uuid: plain('uuid'),
  json: plain('json'),
  enum: enumeration,
  belongsTo: relation('belongsTo', 'owner:belongsTo(User), or owner:belongsTo(User.pets) for both sides'),
  manyToMany: relation('manyToMany', 'tags:manyToMany(Tag), or tags:manyToMany(Tag.pets) for both sides'),
};
