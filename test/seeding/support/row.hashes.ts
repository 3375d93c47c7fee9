import type { TestDatabase } from '../../support/test-database';

const TABLES = `SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS path
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    AND c.relname <> 'database_lifecycle_journal' ORDER BY 1`;

/** What another database, or another try, has otherwise: numbers of a sequence and the server's clock. */
export const OF_THE_RUN = ['id', 'speciesId', 'keeperId', 'createdAt', 'updatedAt'];

/**
 * A hash of every row of every table but the journal, by the tables' paths.
 * @param without columns that are left out
 */
export async function rowHashes(
  database: Pick<TestDatabase, 'query'>,
  without: readonly string[] = [],
): Promise<Record<string, string>> {
  const tables = await database.query<{ path: string }>(TABLES);
  if (tables.length === 0) return {};
  const hashes = tables.map(
    ({
      path,
    }) => `SELECT '${path}' AS path, count(*) AS rows, md5(coalesce(string_agg(row, E'\\n' ORDER BY row COLLATE "C"), '')) AS hash
      FROM (SELECT ${without.length > 0 ? `(to_jsonb(t.*) - $1::text[])` : 'row_to_json(t.*)'}::text AS row FROM ${path} t) r`,
  );
  const found = await database.query<{ path: string; rows: string; hash: string }>(
    hashes.join(' UNION ALL '),
    without.length > 0 ? [without] : [],
  );
  return Object.fromEntries(found.map(({ path, rows, hash }) => [path, `${rows} rows, ${hash}`]));
}
