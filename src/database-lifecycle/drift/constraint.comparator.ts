import type { CatalogDifference } from '../interfaces/catalog-difference.interface';
import type { CatalogConstraint } from '../interfaces/catalog-snapshot.interface';
import { alterTable } from '../sql/ddl.text';
import { nameKey, quoteIdentifier, quotePath } from '../sql/identifier';
import { alterDeferral, deferral, isKey } from './constraint.rules';
import { changed, comparePairs, extra, missing, objectOf, pair, pairRenamed, type Verdict } from './difference.builder';

const TYPES: readonly CatalogConstraint['type'][] = [
  'primary key',
  'unique',
  'exclusion',
  'check',
  'trigger',
  'foreign key',
];

const object = ({ schema, table, name }: CatalogConstraint): CatalogDifference['object'] =>
  objectOf('constraint', schema, table, name);
const definition = (constraint: CatalogConstraint): string =>
  constraint.definition +
  (constraint.deferrable ? ` ${deferral(constraint)}` : '') +
  (constraint.valid ? '' : ' NOT VALID');

const clauseOf = (constraint: CatalogConstraint): string =>
  `ADD CONSTRAINT ${quoteIdentifier(constraint.name)} ${definition(constraint)}`;
const drop = ({ name }: CatalogConstraint): string => `DROP CONSTRAINT ${quoteIdentifier(name)}`;
const validate = (constraint: CatalogConstraint): string =>
  `${alterTable(constraint)} VALIDATE CONSTRAINT ${quoteIdentifier(constraint.name)}`;

/** PostgreSQL lists a constraint trigger with the constraints, and has statements of its own for it. */
const isTrigger = ({ type }: CatalogConstraint): boolean => type === 'trigger';
const dropTrigger = ({ schema, table, name }: CatalogConstraint): string =>
  `DROP TRIGGER ${quoteIdentifier(name)} ON ${quotePath({ schema, name: table })}`;

/**
 * A key or check is added without a look at the rows (NOT VALID), then validated under SHARE UPDATE EXCLUSIVE, beside
 * which reads and writes go on: https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES. It is
 * `locking` all the same: rows can make it fail, and a foreign key locks the other table too (SHARE ROW EXCLUSIVE).
 */
function add(constraint: CatalogConstraint, before = ''): Verdict {
  const table = alterTable(constraint);
  // Of a constraint trigger its definition tells only that it is one.
  if (isTrigger(constraint)) return { severity: 'locking' };
  if (isKey(constraint)) return { severity: 'locking', sql: [`${table} ${before}${clauseOf(constraint)}`] };
  const unchecked = `${table} ${before}${clauseOf({ ...constraint, valid: false })}`;
  return { severity: 'locking', sql: constraint.valid ? [unchecked, validate(constraint)] : [unchecked] };
}

/** A key or check that goes lets more through: a change of the catalog. */
const remove = (constraint: CatalogConstraint): Verdict => ({
  severity: isKey(constraint) ? 'locking' : 'additive',
  sql: [isTrigger(constraint) ? dropTrigger(constraint) : `${alterTable(constraint)} ${drop(constraint)}`],
});

/** Others may refer to an index, so that it can't simply be dropped and added. */
const replace = (constraint: CatalogConstraint): Verdict =>
  isKey(constraint) ? { severity: 'locking' } : add(constraint, `${drop(constraint)}, `);

/** ALTER CONSTRAINT changes the catalog; PostgreSQL has it for foreign keys alone. */
const changeDeferral = (constraint: CatalogConstraint): Verdict =>
  constraint.type === 'foreign key'
    ? {
        severity: 'additive',
        sql: [alterDeferral(constraint)],
      }
    : { severity: 'locking' };

/** One that is validated beyond what is expected is only the better for it. */
const changeValidity = (constraint: CatalogConstraint): Verdict =>
  constraint.valid ? { severity: 'additive', sql: [validate(constraint)] } : { severity: 'cosmetic' };

const validity = ({ valid }: CatalogConstraint): string => (valid ? 'valid' : 'not valid');

const shape = ({ schema, table, name: _name, type, ...facts }: CatalogConstraint): string =>
  // Of a constraint trigger its definition tells only that it is one.
  type === 'trigger' ? _name : JSON.stringify([schema, table, type, facts]);

/** Only the catalog changes; an index behind it gets the name, too. */
const rename = (expected: CatalogConstraint, actual: CatalogConstraint): Verdict => ({
  severity: 'cosmetic',
  sql: [
    `${alterTable(expected)} RENAME CONSTRAINT ${quoteIdentifier(actual.name)} TO ${quoteIdentifier(expected.name)}`,
  ],
});

function changes(expected: CatalogConstraint, actual: CatalogConstraint): CatalogDifference[] {
  const about = changed.bind(null, object(expected));
  if (expected.name !== actual.name) return about('name', [expected.name, actual.name], () => rename(expected, actual));
  if (expected.definition !== actual.definition)
    return about('definition', [definition(expected), definition(actual)], () => replace(expected));
  return [
    ...about('deferrability', [deferral(expected), deferral(actual)], () => changeDeferral(expected)),
    ...about('validity', [validity(expected), validity(actual)], () => changeValidity(expected)),
  ];
}

/** Foreign keys come last, as they refer to what the others make; those that go come first, before what they refer to. */
const rank = ([expected, actual]: readonly [CatalogConstraint?, CatalogConstraint?]): number =>
  expected ? TYPES.indexOf(expected.type) : -TYPES.indexOf(actual!.type);

/** Compares the constraints of tables that both sides have. */
export const compareConstraints = (
  expected: readonly CatalogConstraint[],
  actual: readonly CatalogConstraint[],
): CatalogDifference[] =>
  comparePairs(
    pairRenamed(
      pair(expected, actual, ({ schema, table, name }) => nameKey(schema, table, name)),
      shape,
    ).toSorted((one, other) => rank(one) - rank(other)),
    {
      missing: (constraint) => [missing(object(constraint), definition(constraint), add(constraint))],
      extra: (constraint) => [extra(object(constraint), definition(constraint), remove(constraint))],
      changed: changes,
    },
  );
