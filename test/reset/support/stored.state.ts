import type { Client } from 'pg';
import { JOURNAL } from '../../corpus/reference';

/** What one relation holds: rows and their hash, or a sequence's next value. */
export type StoredState = Readonly<Record<string, string>>;

/**
 * A query per relation, written by the server as it knows how each name is quoted. Rows count with the place where they
 * lie (`ctid`) and who wrote them (`xmin`): equal hashes mean that nothing was copied. The records that the lifecycle
 * writes to have their text only.
 */
const queries = (records: string, without: string, line: string): string => `
  SELECT string_agg(CASE relkind
    WHEN 'S' THEN format('SELECT %L AS relation, ''next is '' || last_value || CASE WHEN is_called THEN '' + 1'' ELSE '''' END AS state FROM %s', path, path)
    ELSE format('SELECT %L AS relation, count(*) || '' rows '' || coalesce(md5(string_agg(line, E''\\n'' ORDER BY line)), '''') AS state FROM (SELECT %s AS line FROM ONLY %s t) l',
      path, CASE WHEN relname = ANY (${records}) THEN 't::text' ELSE $$${line}$$ END, path) END,
    E'\\nUNION ALL ') AS query
  FROM (SELECT relkind, relname, relispopulated, format('%I.%I', nspname, relname) AS path
    FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
    WHERE nspname !~ '^(pg_|information_schema$)' AND relkind IN ('r', 'm', 'S') AND relispopulated
      AND relname <> ALL (${without}) AND relname <> ALL (SELECT w || '_id_seq' FROM unnest(${without}) w)) r`;

/**
 * What every table, materialized view and sequence holds, but the journal. Reads only, and consumes nothing.
 * @param placed whether it counts where rows lie and who wrote them, which a dump does not keep
 */
export async function storedState(client: Client, { placed = true } = {}): Promise<StoredState> {
  const line = placed ? `concat_ws(' ', ctid, xmin, t::text)` : 't::text';
  const { rows } = await client.query<{ query: string | null }>(
    queries(`ARRAY['typeorm_metadata', 'orm_facts', 'migrations']`, `ARRAY['${JOURNAL}']`, line),
  );
  const [{ query } = { query: null }] = rows;
  if (query === null) return {};
  const { rows: states } = await client.query<{ relation: string; state: string }>(query);
  return Object.fromEntries(states.map(({ relation, state }) => [relation, state]).toSorted());
}
