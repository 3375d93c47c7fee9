import type { CatalogConstraint } from '../interfaces/catalog-snapshot.interface';
import { alterTable } from '../sql/ddl.text';
import { quoteIdentifier } from '../sql/identifier';

/** Whether it has an index, which is built under ACCESS EXCLUSIVE, and which queries miss once the constraint is dropped. */
export const isKey = ({ type }: CatalogConstraint): boolean => ['primary key', 'unique', 'exclusion'].includes(type);

export const deferral = ({ deferrable, deferred }: CatalogConstraint): string => {
  if (!deferrable) return 'NOT DEFERRABLE';
  return deferred ? 'DEFERRABLE INITIALLY DEFERRED' : 'DEFERRABLE';
};

/** PostgreSQL has it for foreign keys alone. */
export const alterDeferral = (constraint: CatalogConstraint): string => {
  const immediate = constraint.deferrable && !constraint.deferred ? ' INITIALLY IMMEDIATE' : '';
  return `${alterTable(constraint)} ALTER CONSTRAINT ${quoteIdentifier(constraint.name)} ${deferral(constraint)}${immediate}`;
};
