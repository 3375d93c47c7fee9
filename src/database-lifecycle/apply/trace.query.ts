/** The column that names the relation which a row of the catalog belongs to. */
const OWNERS: Readonly<Record<string, string>> = {
  pg_class: 'oid',
  pg_attribute: 'attrelid',
  pg_attrdef: 'adrelid',
  pg_constraint: 'conrelid',
  pg_index: 'indrelid',
  pg_inherits: 'inhparent',
  pg_policy: 'polrelid',
  pg_publication_rel: 'prrelid',
  pg_rewrite: 'ev_class',
  pg_sequence: 'seqrelid',
  pg_statistic_ext: 'stxrelid',
  // The triggers behind a foreign key are internal: a new key to an existing table may add them there.
  pg_trigger: 'CASE WHEN tgisinternal THEN 0::oid ELSE tgrelid END',
  pg_description: `CASE WHEN classoid = 'pg_class'::regclass THEN objoid ELSE 0::oid END`,
};

/** Without one of these locks nothing of a relation can be dropped; a foreign key to it, and rows, take lesser ones. */
const LOCKS = ['AccessExclusiveLock', 'ExclusiveLock', 'ShareLock', 'ShareUpdateExclusiveLock'];

/**
 * A row that we see and that a transaction in progress has written is our own, in whichever of its subtransactions:
 * those of others in progress can't be seen. Only rows that are not older than our transaction are looked at so closely.
 */
const isOurs = (xmin: string): string =>
  `age(${xmin}) <= me.age AND pg_xact_status((me.xid + me.age - age(${xmin}))::text::xid8) = 'in progress'`;

/**
 * Oids of the relations that bear a trace of this transaction: a row of theirs in the catalog that it wrote, also one
 * of their indexes', or a lock of it without which nothing of theirs can be dropped. What other sessions commit
 * meanwhile leaves neither.
 */
export const TRACES = `WITH me AS MATERIALIZED (
    SELECT pg_current_xact_id()::text::bigint AS xid, age(pg_current_xact_id()::xid) AS age
  ), traced (oid) AS (
    ${Object.entries(OWNERS)
      .map(([catalog, owner]) => `SELECT ${owner} FROM me, ${catalog} WHERE ${isOurs(`${catalog}.xmin`)}`)
      .join('\n    UNION ALL ')}
    UNION ALL SELECT relation FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'relation'
      AND mode IN (${LOCKS.map((mode) => `'${mode}'`).join(', ')})
  )
  SELECT DISTINCT coalesce(i.indrelid, t.oid)::text AS oid FROM traced t LEFT JOIN pg_index i ON i.indexrelid = t.oid`;
