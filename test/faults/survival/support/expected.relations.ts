import type { Client } from 'pg';
import type { DataSource, EntityMetadata } from 'typeorm';

interface Found {
  readonly path: string;
  readonly relkind: string;
  readonly columns: readonly string[];
  readonly keys: number;
}

const found = `SELECT nspname || '.' || relname AS path, relkind,
    (SELECT coalesce(json_agg(attname ORDER BY attname), '[]') FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped) AS columns,
    (SELECT count(*)::int FROM pg_constraint WHERE conrelid = c.oid AND contype = 'f' AND conparentid = 0) AS keys
  FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname || '.' || relname = ANY ($1)`;

const pathOf = ({ schema, tableName }: EntityMetadata): string => `${schema ?? 'public'}.${tableName}`;

const relkindOf = ({ tableType, tableMetadataArgs }: EntityMetadata): string =>
  tableType !== 'view' ? 'r' : tableMetadataArgs.materialized ? 'm' : 'v';

export async function relationsThere(client: Client, app: DataSource): Promise<Map<string, Found>> {
  const { rows } = await client.query<Found>(found, [app.entityMetadatas.map(pathOf)]);
  return new Map(rows.map((row) => [row.path, row]));
}

/** What TypeORM's own tables are called: it makes one where there is a view or a generated column. */
const isService = (path: string): boolean => path === 'public.typeorm_metadata';

/**
 * Compares the entities with the catalog, knowing nothing of the plan: what was missing is there, with its columns and
 * foreign keys, and was said to be created; nothing else was.
 * @throws Error that names what is wrong
 */
export async function expectCreated(
  client: Client,
  app: DataSource,
  before: ReadonlyMap<string, Found>,
  created: readonly string[],
): Promise<void> {
  const now = await relationsThere(client, app);
  const missing = app.entityMetadatas.filter((metadata) => !before.has(pathOf(metadata)));
  const told = created.filter((path) => !isService(path)).toSorted();
  const expected = [...new Set(missing.map(pathOf))].toSorted();
  if (told.join() !== expected.join()) throw new Error(`Created are ${told.join()}, missing were ${expected.join()}`);
  for (const metadata of missing) {
    const relation = now.get(pathOf(metadata));
    const asked = {
      relkind: relkindOf(metadata),
      columns: metadata.columns.map(({ databaseName }) => databaseName).toSorted(),
      keys: metadata.foreignKeys.length,
    };
    const { relkind, columns, keys } = relation ?? {};
    const made = { relkind, columns: columns?.toSorted(), keys };
    if (JSON.stringify(made) !== JSON.stringify(asked))
      throw new Error(`${pathOf(metadata)} is ${JSON.stringify(made)}, expected ${JSON.stringify(asked)}`);
  }
}
