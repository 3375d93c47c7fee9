import * as fc from 'fast-check';
import { escapeLiteral } from 'pg';
import { EntitySchema, type EntitySchemaOptions } from 'typeorm';
import { nastyName, nastyText } from './nasty.texts';

/** Every name and text that an entity can give. Plain data, so that it shrinks and prints. */
export interface Named {
  readonly schema: string;
  readonly table: string;
  readonly column: string;
  readonly key: string;
  readonly enumType: string;
  readonly labels: readonly string[];
  readonly index: string;
  readonly unique: string;
  readonly check: string;
  readonly foreignKey: string;
  readonly junction: string;
  readonly comment: string;
  /** The value that a new row gets where nothing is given. */
  readonly value: string;
  /** How that is asked for: as TypeORM wants it, as it is, or as an expression. */
  readonly way: 'doubled' | 'as it is' | 'expression' | 'json';
  /** What a check compares the column with, and a view shows. */
  readonly literal: string;
}

/** All but one or two are usual in each case: else something unusable in one would hide the others. */
const mostly = <Value>(usual: Value, nasty: fc.Arbitrary<Value>): fc.Arbitrary<Value> =>
  fc.oneof({ weight: 2, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: nasty });

const anyNames: fc.Arbitrary<Named> = fc.record({
  schema: mostly('public', nastyName),
  table: mostly('things', nastyName),
  column: mostly('label', nastyName),
  key: mostly('id', nastyName),
  enumType: mostly('kind', nastyName),
  labels: mostly(['a'], fc.uniqueArray(nastyText, { minLength: 1, maxLength: 3 })),
  index: mostly('an_index', nastyName),
  unique: mostly('a_unique', nastyName),
  check: mostly('a_check', nastyName),
  foreignKey: mostly('a_key', nastyName),
  junction: mostly('links', nastyName),
  comment: mostly('', nastyText),
  value: mostly('x', nastyText),
  way: fc.constantFrom(
    'doubled' as const,
    'doubled' as const,
    'as it is' as const,
    'expression' as const,
    'json' as const,
  ),
  literal: mostly('x', nastyText),
});

const START = 12;

/** Two that PostgreSQL cuts to the same are one name given twice, which is another matter. */
const areDistinct = ({ table, column, key, enumType, index, unique, check, foreignKey, junction }: Named): boolean => {
  const starts = [table, column, key, enumType, index, unique, check, foreignKey, junction].map((name) =>
    name.slice(0, START),
  );
  return new Set(starts).size === starts.length;
};

export const named = anyNames.filter(areDistinct);

/** The value of a default is the server's to judge, so JSON gets what jsonb can hold. */
export const storable = (text: string): string => Buffer.from(text.replaceAll('\0', '')).toString();

function defaultOf({ way, value }: Named): unknown {
  if (way === 'json') return { value: storable(value) };
  if (way === 'expression') return () => escapeLiteral(value);
  return way === 'doubled' ? value.replaceAll("'", "''") : value;
}

/** Inside double quotes, for the expressions that an author writes. */
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

export const checkExpression = ({ column, literal }: Named): string =>
  `${quoted(column)}::text <> ${escapeLiteral(literal)}`;

/** The entity, one that it is joined with, and what both share. */
export function entitiesOf(one: Named): EntitySchema[] {
  const schema = one.schema === 'public' ? {} : { schema: one.schema };
  const main: EntitySchemaOptions<Record<string, unknown>> = {
    name: 'Thing',
    tableName: one.table,
    ...schema,
    columns: {
      id: { name: one.key, type: 'int', primary: true, generated: 'increment' },
      label: {
        name: one.column,
        type: one.way === 'json' ? 'jsonb' : 'text',
        default: defaultOf(one) as string,
        comment: one.comment,
      },
      kind: { type: 'enum', enum: [...one.labels], enumName: one.enumType },
    },
    relations: {
      other: {
        type: 'many-to-one',
        target: 'Other',
        joinColumn: { name: 'otherId', foreignKeyConstraintName: one.foreignKey },
      },
      others: { type: 'many-to-many', target: 'Other', joinTable: { name: one.junction } },
    },
    indices: [{ name: one.index, columns: ['label'] }],
    uniques: [{ name: one.unique, columns: ['kind', 'label'] }],
    checks: [{ name: one.check, expression: checkExpression(one) }],
  };
  const other: EntitySchemaOptions<Record<string, unknown>> = {
    name: 'Other',
    tableName: 'the_others',
    ...schema,
    columns: { id: { type: 'int', primary: true } },
  };
  return [main, other].map((options) => new EntitySchema(options));
}
