import type { CatalogIndex } from '../interfaces/catalog-snapshot.interface';
import type { MigrationQuery } from '../interfaces/migration-draft.interface';
import { quotePath } from '../sql/identifier';
import { query } from './ddl.text';
import { isName, tokensOf } from './sql.mentions';

const HEAD = /^CREATE (UNIQUE )?INDEX /;

export const isUniqueIndex = ({ definition }: CatalogIndex): boolean => definition.startsWith('CREATE UNIQUE ');

/** What may follow the columns of an index that an entity asks for. */
const CONDITION: ReadonlySet<string | undefined> = new Set([undefined, 'where']);

/**
 * Whether an entity can ask for it: columns, perhaps a condition, and no expression, operator class, collation, order,
 * INCLUDE or storage parameter.
 */
export function isPlainIndex({ definition }: CatalogIndex): boolean {
  const tokens = tokensOf(definition);
  const isAt = (index: number, text: string): boolean =>
    tokens[index]?.kind === 'symbol' && tokens[index].text === text;
  let at = tokens.findIndex(({ kind, text }) => kind === 'word' && text === 'using') + 2;
  do {
    if (!isName(tokens[at + 1])) return false;
    at += 2;
  } while (isAt(at, ','));
  return isAt(at, ')') && CONDITION.has(tokens[at + 1]?.text);
}

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
