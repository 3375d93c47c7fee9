import type { CatalogIndex } from '../interfaces/catalog-snapshot.interface';
import type { MigrationQuery } from '../interfaces/migration-draft.interface';
import { quotePath } from '../sql/identifier';
import { query } from './ddl.text';

const HEAD = /^CREATE (UNIQUE )?INDEX /;

export const isUniqueIndex = ({ definition }: CatalogIndex): boolean => definition.startsWith('CREATE UNIQUE ');

/** PostgreSQL's text, so that what is made is what was read. */
export const createIndex = (index: CatalogIndex, onRows: boolean): MigrationQuery =>
  query(index.definition, onRows ? 'Blocks writes to the table while it is built.' : undefined);

export const createConcurrently = (index: CatalogIndex): MigrationQuery =>
  query(
    index.definition.replace(HEAD, (head) => `${head}CONCURRENTLY `),
    'Reads and writes go on meanwhile. A build that fails leaves an invalid index to drop.',
  );

export const dropIndex = (index: CatalogIndex): MigrationQuery => query(`DROP INDEX ${quotePath(index)}`);

export const dropConcurrently = (index: CatalogIndex): MigrationQuery =>
  query(`DROP INDEX CONCURRENTLY IF EXISTS ${quotePath(index)}`);
