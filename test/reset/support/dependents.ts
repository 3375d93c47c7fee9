import { escapeLiteral, type Client } from 'pg';
import type { Chance } from './chance';

/** A managed relation that something can be hung on. */
export interface Root {
  /** Quoted, as is its schema. */
  readonly path: string;
  readonly schema: string;
  readonly relkind: 'r' | 'v' | 'm';
  /** Columns of its primary key, quoted, with their types. */
  readonly key: readonly { readonly name: string; readonly type: string }[];
  /** Quoted. */
  readonly columns: readonly string[];
  /** Of its first own sequence, quoted. */
  readonly sequence: string | null;
  /** Of a column's enum type, quoted. */
  readonly enumType: string | null;
}

export interface Dependent {
  readonly kind: string;
  readonly sql: string;
  /** Quoted path of a table whose foreign key has to come off meanwhile. */
  readonly rejoined?: string;
}

type Make = (root: Root, name: string, chance: Chance) => Omit<Dependent, 'kind'> | null;

const isTable = ({ relkind }: Root): boolean => relkind === 'r';
const forTables =
  (make: (root: Root, name: string, chance: Chance) => string): Make =>
  (root, name, chance) =>
    isTable(root) ? { sql: make(root, name, chance) } : null;

const foreignKey: Make = ({ path, key }, name, chance) => {
  if (key.length === 0) return null;
  const columns = key.map((_, index) => `k${index}`);
  // A key finds no row of a table that inherits.
  const own = escapeLiteral(path);
  const validity = chance.pick(['', '', 'NOT VALID']);
  const action = chance.pick(['', 'ON DELETE CASCADE', 'ON UPDATE SET NULL', 'DEFERRABLE INITIALLY DEFERRED']);
  return {
    rejoined: `public.${name}`,
    sql: `CREATE TABLE public.${name} (n serial, ${key.map(({ type }, index) => `k${index} ${type}`).join(', ')});
      INSERT INTO public.${name} (${columns.join(', ')}) SELECT ${key.map((column) => column.name).join(', ')} FROM ${path} p
        WHERE tableoid = ${own}::regclass OR tableoid IN (SELECT relid FROM pg_partition_tree(${own})) LIMIT 3;
      INSERT INTO public.${name} DEFAULT VALUES;
      ALTER TABLE public.${name} ADD CONSTRAINT "${name} key" FOREIGN KEY (${columns.join(', ')}) REFERENCES ${path} ${action} ${validity};
      COMMENT ON CONSTRAINT "${name} key" ON public.${name} IS 'it''s ${name}'`,
  };
};

/** Each kind of thing that a person can hang on a table: what goes with it, what breaks, what stays behind. */
const MAKERS: Readonly<Record<string, Make>> = {
  'foreign key': foreignKey,
  view: ({ path }, name) => ({
    sql: `CREATE VIEW public.${name} AS SELECT * FROM ${path};
      CREATE VIEW public.${name}_2 AS SELECT count(*) AS n FROM public.${name}; COMMENT ON VIEW public.${name} IS '${name}'`,
  }),
  'materialized view': ({ path }, name) => ({
    sql: `CREATE MATERIALIZED VIEW public.${name} AS SELECT count(*) AS n FROM ${path}; CREATE UNIQUE INDEX ON public.${name} (n)`,
  }),
  'inheritance child': forTables(
    ({ path }, name) =>
      `CREATE TABLE public.${name} (mine serial) INHERITS (${path}); CREATE INDEX ON public.${name} (mine)`,
  ),
  trigger: forTables(
    (
      { path },
      name,
      chance,
    ) => `CREATE FUNCTION public.${name}() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
      CREATE TRIGGER ${name} ${chance.pick(['BEFORE', 'AFTER'])} UPDATE ON ${path} FOR EACH ROW EXECUTE FUNCTION public.${name}();
      COMMENT ON TRIGGER ${name} ON ${path} IS '${name}'`,
  ),
  rule: forTables(({ path }, name) => `CREATE RULE ${name} AS ON DELETE TO ${path} DO ALSO NOTIFY ${name}`),
  policy: forTables(({ path }, name) => `CREATE POLICY ${name} ON ${path} FOR SELECT USING (true)`),
  // Of inserts, as others need a replica identity, which no generated column may be part of.
  publication: forTables(
    ({ path }, name) => `CREATE PUBLICATION ${name} FOR TABLE ONLY ${path} WITH (publish = 'insert')`,
  ),
  statistics: forTables(
    ({ path, columns }, name) =>
      `CREATE STATISTICS public.${name} (ndistinct) ON (${columns[0]} IS NULL), (${columns.at(-1)} IS NOT NULL) FROM ${path}`,
  ),
  'function with the row type': ({ path }, name) => ({
    sql: `CREATE FUNCTION public.${name}(${path}) RETURNS int LANGUAGE sql AS 'SELECT 1'`,
  }),
  'function with a body that reads': ({ path }, name) => ({
    sql: `CREATE FUNCTION public.${name}() RETURNS bigint LANGUAGE sql STABLE BEGIN ATOMIC SELECT count(*) FROM ${path}; END`,
  }),
  'default of an owned sequence': ({ sequence }, name) =>
    sequence === null
      ? null
      : { sql: `CREATE TABLE public.${name} (n bigint DEFAULT nextval('${sequence.replaceAll("'", "''")}'), m int)` },
  'column of an enum': ({ enumType }, name) =>
    enumType === null ? null : { sql: `CREATE TABLE public.${name} (e ${enumType}, es ${enumType}[])` },
  'column of the row type': ({ path }, name) => ({ sql: `CREATE TABLE public.${name} (r ${path}, n int)` }),
};

/** What belongs to a table itself, and is nobody's reason to refuse: it just goes along. */
const PARTS: Readonly<Record<string, Make>> = {
  privileges: ({ path, columns }) => ({
    sql: `GRANT SELECT ON ${path} TO PUBLIC; GRANT SELECT (${columns[0]}) ON ${path} TO pg_monitor`,
  }),
  comment: ({ path, columns, relkind }, name) => ({
    sql: `COMMENT ON ${{ r: 'TABLE', v: 'VIEW', m: 'MATERIALIZED VIEW' }[relkind]} ${path} IS 'it''s ${name}';
      COMMENT ON COLUMN ${path}.${columns[0]} IS '${name}'`,
  }),
  options: forTables(({ path }) => `ALTER TABLE ${path} SET (fillfactor = 71, autovacuum_enabled = off)`),
  'column by hand': forTables(({ path }, name) => `ALTER TABLE ${path} ADD "${name}" text DEFAULT '${name}'`),
  'index by hand': forTables(({ path, columns }, name) => `CREATE INDEX ${name} ON ${path} ((${columns[0]} IS NULL))`),
  'check by hand': forTables(
    ({ path, columns }, name) =>
      `ALTER TABLE ${path} ADD CONSTRAINT ${name} CHECK (${columns[0]} IS NOT NULL) NOT VALID`,
  ),
  'sequence by hand': forTables(
    ({ path, schema, columns }, name) => `CREATE SEQUENCE ${schema}.${name} OWNED BY ${path}.${columns[0]}`,
  ),
  'row security': forTables(({ path }) => `ALTER TABLE ${path} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY`),
  'replica identity': forTables(({ path }) => `ALTER TABLE ${path} REPLICA IDENTITY FULL`),
  'storage and statistics': forTables(
    ({ path, columns }) => `ALTER TABLE ${path} ALTER ${columns[0]} SET STATISTICS 42`,
  ),
};

export const DEPENDENT_KINDS = Object.keys(MAKERS);
/** An enum type that others use is not moved at all, so that nothing stands against a reset. */
export const REFUSED_KINDS = DEPENDENT_KINDS.filter((kind) => kind !== 'column of an enum');
export const PART_KINDS = Object.keys(PARTS);

const rootsQuery = `
  SELECT c.oid::regclass::text AS path, quote_ident(nspname) AS schema, relkind,
    coalesce((SELECT json_agg(json_build_object('name', quote_ident(attname), 'type', format_type(atttypid, atttypmod)) ORDER BY position)
      FROM pg_constraint o, unnest(conkey) WITH ORDINALITY k (number, position) JOIN pg_attribute ON attrelid = c.oid AND attnum = number
      WHERE conrelid = c.oid AND contype = 'p'), '[]') AS key,
    (SELECT json_agg(quote_ident(attname) ORDER BY attnum) FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped) AS columns,
    (SELECT min(objid::regclass::text) FROM pg_depend JOIN pg_class s ON s.oid = objid AND s.relkind = 'S'
      WHERE classid = 'pg_class'::regclass AND refobjid = c.oid AND deptype = 'a') AS sequence,
    (SELECT min(coalesce(nullif(t.typelem, 0), t.oid)::regtype::text) FROM pg_attribute JOIN pg_type t ON t.oid = atttypid
      LEFT JOIN pg_type e ON e.oid = t.typelem WHERE attrelid = c.oid AND attnum > 0 AND 'e' IN (t.typtype, e.typtype)) AS "enumType"
  FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
  WHERE nspname || '.' || relname = ANY ($1) AND relname NOT IN ('typeorm_metadata', 'orm_facts') AND relkind IN ('r', 'v', 'm') ORDER BY 1`;

/** @param paths of managed relations, as `schema.name` */
export async function rootsOf(client: Client, paths: readonly string[]): Promise<Root[]> {
  await client.query(`SELECT set_config('search_path', '', false)`);
  const { rows } = await client.query<Root>(rootsQuery, [paths]);
  await client.query('RESET search_path');
  return rows;
}

/** Hangs one of a kind on a relation; null where the relation can't have it. */
export function dependentOn(root: Root, kind: string, name: string, chance: Chance): Dependent | null {
  const made = (MAKERS[kind] ?? PARTS[kind]!)(root, name, chance);
  return made && { kind, ...made };
}

export interface Hanging {
  readonly kinds: readonly string[];
  readonly most: number;
  /** What all names begin with. */
  readonly prefix: string;
}

/** As many as chance wants, each on a relation of its choice. */
export function randomDependents(
  roots: readonly Root[],
  { kinds, most, prefix }: Hanging,
  chance: Chance,
): Dependent[] {
  return Array.from({ length: chance.integer(0, most) }, (_, index) =>
    dependentOn(chance.pick(roots), chance.pick(kinds), `${prefix}_${index}_${chance.word()}`, chance),
  ).filter((dependent) => dependent !== null);
}

/** Drops what was hung under a prefix and is in no trash. */
export async function dropHung(client: Client, prefix: string): Promise<void> {
  const { rows } = await client.query<{ drop: string }>(
    `SELECT 'DROP TABLE ' || oid::regclass || ' CASCADE' AS drop FROM pg_class
       WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND starts_with(relname, $1)
     UNION ALL SELECT 'DROP FUNCTION ' || oid::regprocedure || ' CASCADE' FROM pg_proc WHERE starts_with(proname, $1)
     UNION ALL SELECT 'DROP STATISTICS ' || stxnamespace::regnamespace || '.' || stxname FROM pg_statistic_ext WHERE starts_with(stxname, $1)
     UNION ALL SELECT 'DROP PUBLICATION ' || pubname FROM pg_publication WHERE starts_with(pubname, $1)`,
    [prefix],
  );
  for (const { drop } of rows) await client.query(drop);
}

/** Publications belong to the database, not to a schema, and outlive an emptied one. */
export const dropPublications = async (client: Client): Promise<void> => {
  const { rows } = await client.query<{ name: string }>('SELECT quote_ident(pubname) AS name FROM pg_publication');
  for (const { name } of rows) await client.query(`DROP PUBLICATION ${name}`);
};
