import type { Client } from 'pg';
import { catalogQuery } from './catalog.queries';
import { onServer } from './test-database';

export interface CatalogOptions {
  /** Relations left out, with all that belongs to them (columns, constraints, indexes, owned sequences). Names without schema. */
  readonly without?: readonly string[];
  /** Tables whose rows count as part of the catalog. Default: TypeORM's own `typeorm_metadata`. */
  readonly rowsOf?: readonly string[];
}

interface CatalogObject {
  readonly kind: string;
  readonly name: string;
  readonly relation: string | null;
  readonly facts: string;
}

/**
 * The normal form of everything users made in a database: sorted lines `<kind> <qualified name> <facts as JSON>`,
 * without oids, so that two databases hold the same exactly when the arrays are equal. Reads only.
 */
export async function readCatalog(url: string, options?: CatalogOptions): Promise<string[]> {
  return onServer(url, (client) => catalogOf(client, options));
}

/** The same over a connection that is open and in no transaction: three times as fast when it has done so before. */
export async function catalogOf(
  client: Client,
  { without = [], rowsOf = ['typeorm_metadata'] }: CatalogOptions = {},
): Promise<string[]> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  try {
    // With nothing but pg_catalog in the path, every name that PostgreSQL prints is qualified.
    await client.query('SET LOCAL search_path = pg_catalog');
    const { rows } = await client.query<CatalogObject>(catalogQuery);
    const objects = rows.filter(({ relation }) => relation === null || !without.includes(relation));
    const lines = objects.map(({ kind, name, facts }) => `${kind} ${name} ${facts}`);
    for (const { kind, name, relation } of objects) {
      if (kind === 'relation' && relation !== null && rowsOf.includes(relation))
        lines.push(...(await rowLines(client, name)));
    }
    return lines.toSorted();
  } finally {
    await client.query('ROLLBACK');
  }
}

/** TypeORM writes the database's name into these rows: it is the one thing that may differ. */
async function rowLines(client: Client, table: string): Promise<string[]> {
  const { rows } = await client.query<{ facts: string }>(
    `SELECT (CASE WHEN r->>'database' = current_database() THEN r || '{"database": "<current>"}' ELSE r END)::text AS facts
     FROM (SELECT to_jsonb(t) AS r FROM ${table} t) rows`,
  );
  return rows.map(({ facts }) => `row ${table} ${facts}`);
}
