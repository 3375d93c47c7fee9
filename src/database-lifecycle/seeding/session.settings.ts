import { keptSetting, OWN_SETTINGS, TEMPORARY_LAST } from '../apply/lifecycle.lock';
import { quoteLiteral } from '../sql/identifier';
import type { SqlSession } from '../sql/sql.session';

/** What SET has changed, in the session or in the transaction, but for what is the transaction's own, and what we set. */
const SET = `source = 'session'
  AND name NOT IN ('transaction_isolation', 'transaction_read_only', 'transaction_deferrable', ${OWN_SETTINGS.map(quoteLiteral).join(', ')})`;

/** What pg_settings shows, which servers that many share let nobody read. */
const ALL = 'pg_show_all_settings()';

interface Settings {
  /** The roles, which pg_settings does not have: the session's own, and that of SET ROLE or `none`. */
  readonly user: string;
  readonly role: string;
  /** Of each that we set what is in force, and what the session has beneath. */
  readonly own: Readonly<Record<string, { readonly ours: string; readonly beneath: string }>>;
  /** JSON. */
  readonly others: string;
}

const ownJson = OWN_SETTINGS.map(
  (name) => `'${name}', json_build_object('ours', current_setting('${name}'), 'beneath', ${keptSetting(name)})`,
);
const SETTINGS = `SELECT session_user AS "user", current_setting('role') AS role,
  (SELECT coalesce(json_object_agg(name, setting), '{}')::text FROM ${ALL} WHERE ${SET}) AS others,
  json_build_object(${ownJson.join(', ')}) AS own`;

const setUnless = (isSo: string, name: string, value: string): string =>
  `SELECT set_config('${name}', ${quoteLiteral(value)}, false) WHERE NOT ${isSo}`;

/**
 * Only what is another now: set once more it would outlast the transaction, even where it was to be local. The roles come
 * first, as one may not set what another has set.
 */
const putBack = ({ user, role, others, own }: Settings): string[] => [
  setUnless(`session_user = ${quoteLiteral(user)}`, 'session_authorization', user),
  setUnless(`current_setting('role') = ${quoteLiteral(role)}`, 'role', role),
  `SELECT set_config(name, coalesce(kept, reset_val), false)
  FROM (SELECT *, ${quoteLiteral(others)}::json ->> name AS kept FROM ${ALL}) s
  WHERE (kept IS NOT NULL OR ${SET}) AND setting IS DISTINCT FROM coalesce(kept, reset_val)`,
  ...Object.entries(own).map(
    ([
      name,
      { ours, beneath },
    ]) => `SELECT set_config('${name}', ${quoteLiteral(beneath)}, false), set_config('${name}', ${quoteLiteral(ours)}, true)
  WHERE current_setting('${name}') <> ${quoteLiteral(ours)}`,
  ),
];

/**
 * Runs a seeder's work in the session's open transaction, and undoes its SETs: a pg_dump file empties the search_path,
 * and the next user of the connection would get the role of a SET ROLE. If the work throws, the rollback undoes them.
 */
export async function keepingSettings(session: SqlSession, work: () => Promise<void>): Promise<void> {
  // An earlier seeder may have made the first temporary table.
  const [, rows] = await session.send(TEMPORARY_LAST, SETTINGS);
  await work();
  await session.send(...putBack(rows![0] as unknown as Settings));
}
