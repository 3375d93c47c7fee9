import type { TestDatabase } from '../../support/test-database';

const TABLES = `SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS path
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    AND c.relname <> 'database_lifecycle_journal' ORDER BY 1`;

/** A hash of every row of every table but the journal, by the tables' paths. */
export async function rowHashes(database: TestDatabase): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const { path } of await database.query<{ path: string }>(TABLES)) {
    const [{ rows, hash }] = (await database.query<{ rows: string; hash: string }>(
      `SELECT count(*) AS rows, md5(coalesce(string_agg(row, E'\\n' ORDER BY row COLLATE "C"), '')) AS hash
        FROM (SELECT row_to_json(t.*)::text AS row FROM ${path} t) r`,
    )) as [{ rows: string; hash: string }];
    hashes[path] = `${rows} rows, ${hash}`;
  }
  return hashes;
}
