import { quoteIdentifier, quoteLiteral } from '../../../src/database-lifecycle/sql/identifier';
import type { Chance } from './chance';
import type { FillableKey, FillableTable } from './fillable.tables';
import { randomValue } from './random.values';
import { isKnown, type ValueTypes } from './value.types';

/** The column of single-table inheritance, and what it can say. */
export interface Discriminator {
  readonly column: string;
  readonly values: readonly string[];
}

const list = (names: readonly string[]): string => names.map(quoteIdentifier).join(', ');

/** One row of the parent, chosen by a word; `agreeing` are conditions on it. */
const parentRow = ({ parent, parentColumns }: FillableKey, word: string, agreeing: readonly string[]): string => {
  const conditions = [...parentColumns.map((column) => `p.${quoteIdentifier(column)} IS NOT NULL`), ...agreeing];
  return `SELECT ${list(parentColumns)} FROM ${parent} p WHERE ${conditions.join(' AND ')} ORDER BY md5(p::text || ${word}) LIMIT 1`;
};

/**
 * An INSERT of one random row. What a foreign key needs is taken from rows that are there; where keys share a column the
 * later one has to agree with the earlier.
 */
export function rowStatement(
  { path, columns, keys }: FillableTable,
  types: ValueTypes,
  chance: Chance,
  discriminator?: Discriminator,
): string {
  const values = new Map<string, string>();
  const joins: string[] = [];
  keys.forEach((key, index) => {
    const own = key.columns.map((name) => columns.find((column) => column.name === name)!);
    const mayBeNull = own.some((column) => column && !column.notNull && !values.has(column.name));
    if (mayBeNull && chance.happens(0.2)) {
      for (const column of own) if (!column.notNull && !values.has(column.name)) values.set(column.name, 'NULL');
      return;
    }
    const agreeing = key.columns.flatMap((name, position) =>
      values.has(name) ? [`p.${quoteIdentifier(key.parentColumns[position]!)} = ${values.get(name)!}`] : [],
    );
    joins.push(`LEFT JOIN LATERAL (${parentRow(key, quoteLiteral(chance.word()), agreeing)}) k${index} ON true`);
    key.columns.forEach((name, position) => {
      if (!values.has(name)) values.set(name, `k${index}.${quoteIdentifier(key.parentColumns[position]!)}`);
    });
  });
  for (const column of columns) {
    const { name, type, typeName, modifier, notNull, hasDefault, counted } = column;
    if (values.has(name) || counted || !isKnown(types, type) || (hasDefault && chance.happens(0.3))) continue;
    if (!notNull && chance.happens(0.2)) values.set(name, 'NULL');
    else if (discriminator?.column === name) values.set(name, quoteLiteral(chance.pick(discriminator.values)));
    else values.set(name, `${randomValue(types, type, modifier, chance)}::${typeName}`);
  }
  if (values.size === 0) return `INSERT INTO ${path} DEFAULT VALUES`;
  return `INSERT INTO ${path} (${list([...values.keys()])}) SELECT ${[...values.values()].join(', ')} FROM (VALUES (1)) one ${joins.join(' ')}`;
}

/** Points keys that may be null at other rows, which closes the cycles that inserting can't. */
export const keyStatements = ({ path, columns, keys }: FillableTable, chance: Chance): string[] =>
  keys
    .filter((key) => key.columns.every((name) => columns.some((column) => column.name === name && !column.notNull)))
    .map(
      (key) =>
        `UPDATE ${path} t SET (${list(key.columns)}) = (${parentRow(key, `t::text || ${quoteLiteral(chance.word())}`, [])})
         WHERE md5(t::text || ${quoteLiteral(chance.word())}) < '${chance.pick(['4', '8', 'c'])}'`,
    );

/** A few rows go again, as in a database that is used. */
export const lossStatement = ({ path }: FillableTable, chance: Chance): string =>
  `DELETE FROM ${path} t WHERE md5(t::text || ${quoteLiteral(chance.word())}) < '1'`;
