import { quoteLiteral } from '../sql/identifier';
import type { SqlSession } from '../sql/sql.session';

/** What SET has changed, in the session or in the transaction; of a transaction's own and of timeouts, which we set, nothing. */
const SET = `source = 'session' AND name !~ '^transaction_|_timeout$'`;

const SETTINGS = `SELECT coalesce(json_object_agg(name, setting), '{}')::text AS settings FROM pg_settings WHERE ${SET}`;

/** Only what is another now: set once more it would outlast the transaction, even where it was to be local. */
const putBack = (before: string): string => `SELECT set_config(name, value, false)
  FROM (SELECT name, setting, coalesce(${quoteLiteral(before)}::json ->> name, reset_val) AS value FROM pg_settings WHERE ${SET}) s
  WHERE setting IS DISTINCT FROM value`;

/**
 * Does work of others in the session's open transaction, and undoes what they SET: the file of a pg_dump empties the
 * search_path, and the connection goes on to others. What they throw is rolled back, and that with it.
 */
export async function keepingSettings(session: SqlSession, work: () => Promise<void>): Promise<void> {
  const [rows] = await session.send(SETTINGS);
  await work();
  await session.send(putBack(rows![0]!.settings as string));
}
