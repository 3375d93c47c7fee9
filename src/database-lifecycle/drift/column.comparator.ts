import type { CatalogDifference } from '../interfaces/catalog-difference.interface';
import type { CatalogColumn } from '../interfaces/catalog-snapshot.interface';
import { alterColumn, alterTable, columnPath, commentOn } from '../sql/ddl.text';
import { nameKey, quoteIdentifier } from '../sql/identifier';
import { isConstant, sameDefault } from './default.rules';
import { changed, comparePairs, extra, missing, objectOf, pair, type Verdict } from './difference.builder';
import { typeChange } from './type-change.rules';

const object = ({ schema, table, name }: CatalogColumn): CatalogDifference['object'] =>
  objectOf('column', schema, table, name);
const comment = (column: CatalogColumn): string => commentOn(`COLUMN ${columnPath(column)}`, column.comment);

const generation = ({ generated }: CatalogColumn): string | null =>
  generated && `GENERATED ALWAYS AS (${generated.expression}) ${generated.kind.toUpperCase()}`;

const definition = (column: CatalogColumn): string =>
  [
    column.type,
    column.collation && `COLLATE ${column.collation}`,
    generation(column),
    column.identity && `GENERATED ${column.identity.toUpperCase()} AS IDENTITY`,
    column.notNull && 'NOT NULL',
    column.default !== null && `DEFAULT ${column.default}`,
  ]
    .filter(Boolean)
    .join(' ');

/**
 * A new column changes the catalog only, when it is null or has a constant in every row there is; a volatile default,
 * a stored generated column and an identity rewrite the table; NOT NULL without a default fails where there are rows:
 * https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES
 */
function addColumn(column: CatalogColumn): Verdict {
  const constant = column.default !== null && isConstant(column.default);
  const free = column.default === null ? !column.notNull : constant;
  if (!free || column.identity || column.generated?.kind === 'stored') return { severity: 'locking' };
  const add = `${alterTable(column)} ADD COLUMN ${quoteIdentifier(column.name)} ${definition(column)}`;
  return { severity: 'additive', sql: column.comment === null ? [add] : [add, comment(column)] };
}

function changeType(expected: CatalogColumn, actual: CatalogColumn): Verdict {
  const { severity, keepsValues } = typeChange(actual.type, expected.type);
  if (!keepsValues || expected.generated || actual.generated) return { severity };
  const collate = expected.collation === null ? '' : ` COLLATE ${expected.collation}`;
  return { severity, sql: [`${alterColumn(expected)} TYPE ${expected.type}${collate}`] };
}

/** The indexes on the column are built anew under ACCESS EXCLUSIVE: see ALTER COLUMN TYPE, as above. */
function changeCollation(expected: CatalogColumn, actual: CatalogColumn): Verdict {
  if (expected.type !== actual.type) return { ...changeType(expected, actual), severity: 'locking' };
  const collation = expected.collation ?? '"default"';
  return { severity: 'locking', sql: [`${alterColumn(expected)} TYPE ${expected.type} COLLATE ${collation}`] };
}

/** Lives from the first of the statements to the last. */
const NOT_NULL_CHECK = '"database_lifecycle_not_null"';

/**
 * SET NOT NULL scans the table under ACCESS EXCLUSIVE, unless a valid check says that it need not; such a check is
 * validated beside reads and writes: https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-DROP-NOT-NULL
 */
function changeNotNull(expected: CatalogColumn): Verdict {
  if (!expected.notNull) return { severity: 'additive', sql: [`${alterColumn(expected)} DROP NOT NULL`] };
  const [table, column] = [alterTable(expected), quoteIdentifier(expected.name)];
  return {
    severity: 'locking',
    sql: [
      `${table} ADD CONSTRAINT ${NOT_NULL_CHECK} CHECK (${column} IS NOT NULL) NOT VALID`,
      `${table} VALIDATE CONSTRAINT ${NOT_NULL_CHECK}`,
      `${table} ALTER COLUMN ${column} SET NOT NULL`,
      `${table} DROP CONSTRAINT ${NOT_NULL_CHECK}`,
    ],
  };
}

/** Defaults apply to later rows only: a change of the catalog. */
const changeDefault = (expected: CatalogColumn): Verdict => ({
  severity: 'additive',
  sql: [`${alterColumn(expected)} ${expected.default === null ? 'DROP DEFAULT' : `SET DEFAULT ${expected.default}`}`],
});

/** A new identity counts from 1 again, into the rows that there are; one that is dropped takes its counter along. */
function changeIdentity(expected: CatalogColumn, actual: CatalogColumn): Verdict {
  if (expected.identity === null) return { severity: 'data-loss' };
  if (actual.identity === null) return { severity: 'locking' };
  return { severity: 'additive', sql: [`${alterColumn(expected)} SET GENERATED ${expected.identity.toUpperCase()}`] };
}

/** A stored column keeps its values when it becomes an ordinary one; an ordinary one must be dropped to become generated. */
function changeGeneration(expected: CatalogColumn, actual: CatalogColumn): Verdict {
  if (actual.generated === null) return { severity: 'data-loss' };
  if (expected.generated === null && actual.generated.kind === 'stored')
    return { severity: 'additive', sql: [`${alterColumn(expected)} DROP EXPRESSION`] };
  return { severity: 'locking' };
}

const changes = (expected: CatalogColumn, actual: CatalogColumn): CatalogDifference[] => {
  const about = changed.bind(null, object(expected));
  return [
    ...about('type', [expected.type, actual.type], () => changeType(expected, actual)),
    ...about('collation', [expected.collation, actual.collation], () => changeCollation(expected, actual)),
    ...about('generated', [generation(expected), generation(actual)], () => changeGeneration(expected, actual)),
    ...about('identity', [expected.identity, actual.identity], () => changeIdentity(expected, actual)),
    ...(sameDefault(expected.default, actual.default)
      ? []
      : about('default', [expected.default, actual.default], () => changeDefault(expected))),
    ...about('not null', [String(expected.notNull), String(actual.notNull)], () => changeNotNull(expected)),
    ...about('comment', [expected.comment, actual.comment], () => ({ severity: 'cosmetic', sql: [comment(expected)] })),
  ];
};

/** Compares the columns of tables that both sides have. Columns of one table stay together, in the order of the table. */
export const compareColumns = (
  expected: readonly CatalogColumn[],
  actual: readonly CatalogColumn[],
): CatalogDifference[] =>
  comparePairs(
    pair(expected, actual, ({ schema, table, name }) => nameKey(schema, table, name)),
    {
      missing: (column) => [missing(object(column), definition(column), addColumn(column))],
      extra: (column) => [extra(object(column), definition(column), { severity: 'data-loss' })],
      changed: changes,
    },
  );
