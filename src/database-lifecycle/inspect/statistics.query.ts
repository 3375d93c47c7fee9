import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { TRASH_SCHEMAS } from './trash-schemas.query';
import { quotePath, quoteTextArray } from '../sql/identifier';

const column = (objects: readonly NamedObject[], key: keyof NamedObject): string =>
  quoteTextArray(objects.map((object) => object[key]));

/**
 * Sizes and the planner's estimates, as one row with one JSON document; reads the catalog and file sizes only. A
 * partitioned table is measured by its partitions. `estimate` is what the planner would expect: the rows of the last
 * ANALYZE, scaled with the table's growth since; null if any part was never analyzed. Sizes are asked only of the
 * relations to be measured, as asking waits for whoever has locked a table; and of an empty one only the main file's,
 * as a relation has about thirty possible files. A table with row policies for this role is not counted: the count
 * would miss hidden rows.
 */
export function statisticsQuery(relations: readonly NamedObject[], own: readonly NamedObject[]): string {
  return `SELECT json_build_object(
  'otherTables', (SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'f') AND NOT c.relispartition AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND n.oid NOT IN ${TRASH_SCHEMAS}
      AND (n.nspname, c.relname) NOT IN (SELECT s::name, t::name FROM unnest(${column(own, 'schema')}, ${column(own, 'name')}) o (s, t))),
  'relations', (SELECT json_agg(json_build_object(
      'index', e.position - 1,
      'bytes', size.bytes,
      'pages', size.pages,
      'estimate', size.estimate,
      'countable', c.relkind IN ('r', 'p', 'm') AND c.relispopulated AND has_table_privilege(c.oid, 'SELECT') AND has_schema_privilege(n.oid, 'USAGE')
        AND (size.pages = 0 OR NOT row_security_active(c.oid))
    ))
    FROM unnest(${column(relations, 'schema')}, ${column(relations, 'name')}) WITH ORDINALITY AS e (schema, name, position)
    JOIN pg_namespace n ON n.nspname = e.schema::name
    JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = e.name::name
    CROSS JOIN LATERAL (
      SELECT sum(CASE WHEN file.pages > 0 THEN pg_total_relation_size(part.oid) ELSE file.pages END)::bigint AS bytes, sum(file.pages)::bigint AS pages,
        CASE WHEN bool_and(part.reltuples >= 0) THEN round(sum(part.reltuples * file.pages / greatest(part.relpages, 1))) END AS estimate
      FROM (
        SELECT tree.oid, pg_relation_size(tree.oid) / current_setting('block_size')::bigint AS pages
        FROM (SELECT c.oid WHERE c.relkind <> 'p' UNION ALL SELECT relid FROM pg_partition_tree(c.oid) WHERE isleaf AND c.relkind = 'p') tree
      ) file
      CROSS JOIN LATERAL (SELECT oid, reltuples, relpages FROM pg_class WHERE oid = file.oid OFFSET 0) part
    ) size)
) AS statistics`;
}

/**
 * Counts at most one row more than `bound`, so that it costs the same on a table of any size, and tells how far into
 * the table those rows reach. The scan starts at the first page, as synchronize_seqscans is off.
 */
export const boundedCountQuery = (relation: NamedObject, bound: number): string =>
  `SELECT count(*) AS rows, max(ctid)::text AS last FROM (SELECT ctid FROM ${quotePath(relation)} LIMIT ${bound + 1}) counted`;

export const countQuery = (relation: NamedObject): string => `SELECT count(*) AS rows FROM ${quotePath(relation)}`;
