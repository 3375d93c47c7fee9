import { keptTimeout, OWN_TIMEOUTS } from '../apply/lifecycle.lock';
import { quoteLiteral } from '../sql/identifier';
import type { SqlSession } from '../sql/sql.session';

/** What SET has changed, in the session or in the transaction, but for what is the transaction's own, and what we set. */
const SET = `source = 'session'
  AND name NOT IN ('transaction_isolation', 'transaction_read_only', 'transaction_deferrable', ${OWN_TIMEOUTS.map(quoteLiteral).join(', ')})`;

interface Settings {
  /** The roles, which pg_settings does not have: the session's own, and that of SET ROLE or `none`. */
  readonly user: string;
  readonly role: string;
  /** JSON. */
  readonly others: string;
  /** Of each timeout that in force, and that of the session beneath. */
  readonly timeouts: Readonly<Record<string, { readonly ours: string; readonly beneath: string }>>;
}

const timeoutJson = OWN_TIMEOUTS.map(
  (name) => `'${name}', json_build_object('ours', current_setting('${name}'), 'beneath', ${keptTimeout(name)})`,
);
const SETTINGS = `SELECT session_user AS "user", current_setting('role') AS role,
  (SELECT coalesce(json_object_agg(name, setting), '{}')::text FROM pg_settings WHERE ${SET}) AS others,
  json_build_object(${timeoutJson.join(', ')}) AS timeouts`;

const setting = (name: string, value: string, { local = false, unless }: { local?: boolean; unless: string }): string =>
  `SELECT set_config('${name}', ${quoteLiteral(value)}, ${local}) WHERE NOT ${unless}`;

/**
 * Only what is another now: set once more it would outlast the transaction, even where it was to be local. The roles come
 * first, as one may not set what another has set.
 */
const putBack = ({ user, role, others, timeouts }: Settings): string[] => [
  setting('session_authorization', user, { unless: `session_user = ${quoteLiteral(user)}` }),
  setting('role', role, { unless: `current_setting('role') = ${quoteLiteral(role)}` }),
  `SELECT set_config(name, coalesce(kept, reset_val), false)
  FROM (SELECT *, ${quoteLiteral(others)}::json ->> name AS kept FROM pg_settings) s
  WHERE (kept IS NOT NULL OR ${SET}) AND setting IS DISTINCT FROM coalesce(kept, reset_val)`,
  ...Object.entries(timeouts).map(
    ([
      name,
      { ours, beneath },
    ]) => `SELECT set_config('${name}', ${quoteLiteral(beneath)}, false), set_config('${name}', ${quoteLiteral(ours)}, true)
  WHERE current_setting('${name}') <> ${quoteLiteral(ours)}`,
  ),
];

/**
 * Does work of others in the session's open transaction, and undoes what they SET: the file of a pg_dump empties the
 * search_path, and the connection goes on to others, who would have the role of a SET ROLE. What they throw is rolled
 * back, and that with it.
 */
export async function keepingSettings(session: SqlSession, work: () => Promise<void>): Promise<void> {
  const [rows] = await session.send(SETTINGS);
  await work();
  await session.send(...putBack(rows![0] as unknown as Settings));
}
