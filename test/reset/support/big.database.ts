import type { Client } from 'pg';

/** The tables of {@link BigTable}, their files and those of their indexes and sequences. */
export interface BigFacts {
  readonly files: readonly { readonly name: string; readonly oid: number; readonly file: number }[];
  readonly rows: number;
  /** Of every row with the place where it lies; the sum does not depend on their order. */
  readonly hash: string;
}

/** Where the relations of a schema lie on disk. */
export async function filesOf(client: Client, schema: string): Promise<BigFacts['files']> {
  const { rows } = await client.query<BigFacts['files'][number]>(
    `SELECT relname AS name, c.oid::int, relfilenode::int AS file FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
     WHERE nspname = $1 AND relkind IN ('r', 'i', 'S', 'm') AND relname !~ '^database_lifecycle_journal|^typeorm_metadata' ORDER BY 1`,
    [schema],
  );
  return rows;
}

export async function bigFacts(client: Client, schema: string): Promise<BigFacts> {
  const { rows } = await client.query<{ rows: number; hash: string }>(
    `SELECT count(*)::int AS rows, sum(hashtextextended(concat_ws(' ', ctid, xmin, t::text), 0))::text AS hash FROM ${schema}.animals t`,
  );
  return { files: await filesOf(client, schema), ...rows[0]! };
}
