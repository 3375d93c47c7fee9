import type { DataSource } from 'typeorm';

export interface MadeRelation {
  readonly path: string;
  /** Quoted where it must be. */
  readonly sql: string;
  readonly kind: 'TABLE' | 'VIEW' | 'MATERIALIZED VIEW';
}

export interface LostForeignKey {
  readonly table: string;
  readonly constraint: string;
  readonly definition: string;
}

/** What went with a dropped relation. */
export interface Loss {
  /** Paths of the relation and of every view upon it, sorted. */
  readonly relations: readonly string[];
  /** Keys of other tables that referred to it. */
  readonly foreignKeys: readonly LostForeignKey[];
}

const relations = `
  SELECT n.nspname || '.' || relname AS path, format('%I.%I', nspname, relname) AS sql,
    CASE relkind WHEN 'r' THEN 'TABLE' WHEN 'v' THEN 'VIEW' ELSE 'MATERIALIZED VIEW' END AS kind
  FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
  WHERE relkind IN ('r', 'v', 'm') AND n.nspname || '.' || relname = ANY ($1)`;

/** The created relations as they stand in the catalog, without TypeORM's metadata table: what is there needs its rows. */
export function madeRelations(dataSource: DataSource, created: readonly string[]): Promise<MadeRelation[]> {
  const paths = created.filter((path) => !path.endsWith(`.${dataSource.metadataTableName}`));
  return dataSource.query(`${relations} ORDER BY 2`, [paths]);
}

const dependentViews = `
  WITH RECURSIVE lost (oid) AS (
    SELECT $1::regclass::oid
    UNION SELECT ev_class FROM lost JOIN pg_depend ON refclassid = 'pg_class'::regclass AND refobjid = lost.oid
      AND classid = 'pg_rewrite'::regclass JOIN pg_rewrite r ON r.oid = objid
  )
  SELECT n.nspname || '.' || relname AS path FROM lost JOIN pg_class c USING (oid) JOIN pg_namespace n ON n.oid = relnamespace`;

const referringKeys = `
  SELECT format('%I.%I', nspname, relname) AS "table", quote_ident(conname) AS "constraint", pg_get_constraintdef(o.oid) AS definition
  FROM pg_constraint o JOIN pg_class c ON c.oid = conrelid JOIN pg_namespace n ON n.oid = relnamespace
  WHERE contype = 'f' AND confrelid = $1::regclass AND conrelid <> confrelid`;

const unusedEnums = `
  SELECT t.oid::regtype::text AS name FROM pg_type t
  WHERE typtype = 'e' AND NOT EXISTS (SELECT FROM pg_attribute WHERE atttypid IN (t.oid, typarray) AND NOT attisdropped)`;

/** Drops a relation with everything upon it; with `enums`, also the enum types that nothing uses any more. */
export async function dropWithAll(
  dataSource: DataSource,
  { kind, sql }: MadeRelation,
  { enums }: { enums: boolean },
): Promise<Loss> {
  const views = await dataSource.query<{ path: string }[]>(dependentViews, [sql]);
  const foreignKeys = await dataSource.query<LostForeignKey[]>(referringKeys, [sql]);
  await dataSource.query(`DROP ${kind} ${sql} CASCADE`);
  if (enums) {
    const unused = await dataSource.query<{ name: string }[]>(unusedEnums);
    if (unused.length > 0) await dataSource.query(`DROP TYPE ${unused.map(({ name }) => name).join(', ')}`);
  }
  return { relations: views.map(({ path }) => path).toSorted(), foreignKeys };
}

export async function restoreForeignKeys(dataSource: DataSource, { foreignKeys }: Loss): Promise<void> {
  for (const { table, constraint, definition } of foreignKeys) {
    await dataSource.query(`ALTER TABLE ${table} ADD CONSTRAINT ${constraint} ${definition}`);
  }
}
