import type { CatalogConstraint } from '../interfaces/catalog-snapshot.interface';

/**
 * Whether an index stands behind it, which is built under ACCESS EXCLUSIVE, and with which queries lose their way when it
 * goes.
 */
export const isKey = ({ type }: CatalogConstraint): boolean => ['primary key', 'unique', 'exclusion'].includes(type);
