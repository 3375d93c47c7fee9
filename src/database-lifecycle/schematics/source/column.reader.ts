import ts from 'typescript';
import type { ColumnField, PlainKind } from '../fields/field';
import { decoratorOf, isTrue, optionsOf, textOf, valueIn } from './class.reader';

const KINDS: Readonly<Record<string, PlainKind>> = {
  text: 'text',
  citext: 'text',
  int: 'int',
  int4: 'int',
  integer: 'int',
  smallint: 'int',
  real: 'float',
  float: 'float',
  'double precision': 'float',
  bool: 'boolean',
  boolean: 'boolean',
  date: 'date',
  timestamp: 'timestamp',
  timestamptz: 'timestamp',
  'timestamp with time zone': 'timestamp',
  uuid: 'uuid',
  json: 'json',
  jsonb: 'json',
};
const STRINGS = new Set(['varchar', 'character varying', 'char', 'character', 'String']);
const DECIMALS = new Set(['numeric', 'decimal']);
/** What TypeORM takes for a column whose type only TypeScript tells. */
const BY_TYPESCRIPT: Readonly<Record<string, string>> = {
  string: 'varchar',
  number: 'integer',
  boolean: 'boolean',
  Date: 'timestamp',
};
/** No length, so that any will do. */
const SOME_LENGTH = 255;

const numberOf = (node: ts.Expression | undefined): number | undefined =>
  node && (ts.isNumericLiteral(node) || ts.isStringLiteral(node)) ? Number(node.text) : undefined;

/** What a column is, `unknown` where its kind is none that is generated, undefined where the database gives the value. */
export function columnOf(member: ts.PropertyDeclaration): ColumnField | 'unknown' | undefined {
  const column = decoratorOf(member, 'Column');
  const option = (name: string) => valueIn(optionsOf(column), name);
  if (option('default') || option('asExpression') || decoratorOf(member, 'Generated')) return undefined;
  const declared = member.type?.getText().replace(/ \| null$/, '') ?? '';
  const type = textOf(column?.arguments[0]) ?? textOf(option('type')) ?? BY_TYPESCRIPT[declared];
  if (isTrue(option('array')) || type === undefined) return 'unknown';
  const base = {
    name: member.name.getText(),
    optional: isTrue(option('nullable')),
    unique: isTrue(option('unique')),
    indexed: false,
  };
  if (STRINGS.has(type)) return { ...base, kind: 'string', length: numberOf(option('length')) ?? SOME_LENGTH };
  if (type === 'enum') return option('enum') ? { ...base, kind: 'enum', labels: [] } : 'unknown';
  const kind = KINDS[type];
  if (kind !== undefined) return { ...base, kind };
  if (!DECIMALS.has(type)) return 'unknown';
  return {
    ...base,
    kind: 'decimal',
    precision: numberOf(option('precision')) ?? 9,
    scale: numberOf(option('scale')) ?? 2,
  };
}

/** The same of a column that a new row has to give a value; undefined for any other. */
export function requiredColumnOf(member: ts.PropertyDeclaration): ColumnField | 'unknown' | undefined {
  const nullable = valueIn(optionsOf(decoratorOf(member, 'Column')), 'nullable');
  return isTrue(nullable) ? undefined : columnOf(member);
}
