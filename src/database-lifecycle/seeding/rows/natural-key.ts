import { LifecycleConfigurationError } from '../../errors/lifecycle-configuration.error';
import { pathOf, quoteLiteral, quotePath } from '../../sql/identifier';
import { isSameColumn, type RowModel } from './row.model';
import type { RowTable } from './row.table';

interface UniqueIndex {
  readonly name: string;
  readonly columns: readonly string[];
  readonly isPartial: boolean;
  readonly isDeferrable: boolean;
}

/** The columns of the properties, in the order of the model. */
function columnsOf({ metadata, columns }: RowModel, properties: readonly string[]): number[] {
  const found = properties.map((property) => {
    const ofProperty = metadata.findColumnsWithPropertyPath(property);
    if (ofProperty.length > 0) return ofProperty;
    throw LifecycleConfigurationError.seeders(
      `upsert(${metadata.name}) by "${property}": ${metadata.name} has no such column (it has ${metadata.columns.map(({ propertyPath }) => propertyPath).join(', ')}).`,
      'Name one or more properties of the entity that are unique together.',
    );
  });
  const key = found.flat();
  if (key.length === 0)
    throw LifecycleConfigurationError.seeders(
      `upsert(${metadata.name}) got no natural key.`,
      'Name one or more properties of the entity that are unique together.',
    );
  return columns.flatMap(({ column }, index) => (key.some((one) => isSameColumn(one, column)) ? [index] : []));
}

const uniqueIndexes = ({ session, model }: RowTable): Promise<UniqueIndex[]> =>
  session.query(`SELECT c.relname AS name, i.indpred IS NOT NULL AS "isPartial", NOT i.indimmediate AS "isDeferrable",
  (SELECT json_agg(a.attname) FROM generate_series(0, i.indnkeyatts - 1) AS at(position)
   JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[at.position]) AS columns
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE i.indrelid = ${quoteLiteral(quotePath(model.table))}::regclass AND i.indisunique AND i.indisvalid AND i.indexprs IS NULL
ORDER BY i.indisprimary DESC, name`);

const listed = (columns: readonly string[]): string => `(${columns.join(', ')})`;

function refusal({ model }: RowTable, names: readonly string[], indexes: readonly UniqueIndex[]): Error {
  const same = indexes.find(({ columns }) => isSame(columns, names));
  const why = same
    ? `its unique index "${same.name}" is ${same.isPartial ? 'partial' : 'deferrable'}, which ON CONFLICT can not use`
    : `no primary key, unique constraint or unique index covers just these columns (there are: ${indexes.map(({ columns }) => listed(columns)).join(', ') || 'none'})`;
  return LifecycleConfigurationError.seeders(
    `upsert(${model.metadata.name}) by ${listed(names)} of ${pathOf(model.table)}: ${why}.`,
    'Make them unique together (@Unique or @Index with unique: true) by a migration, or name a key that is unique.',
  );
}

const isSame = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && some.every((one) => others.includes(one));

/**
 * The columns of a natural key.
 * @throws LifecycleConfigurationError when the entity has no such property, or the table does not hold them unique
 */
export async function naturalKey(table: RowTable, properties: readonly string[]): Promise<readonly number[]> {
  const key = columnsOf(table.model, properties);
  const names = key.map((index) => table.model.columns[index]!.name);
  const indexes = await uniqueIndexes(table);
  const usable = indexes.some(
    ({ columns, isPartial, isDeferrable }) => !isPartial && !isDeferrable && isSame(columns, names),
  );
  if (!usable) throw refusal(table, names, indexes);
  return key;
}
