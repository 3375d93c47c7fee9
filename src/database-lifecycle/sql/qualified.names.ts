import type { Row, SqlSession } from './sql.session';

/**
 * Settings that decide how PostgreSQL prints definitions: it qualifies names that the search path does not find, and
 * formats values, such as defaults, by the session's settings.
 */
const WRITTEN_BY: Readonly<Record<string, string>> = {
  search_path: '',
  TimeZone: 'UTC',
  DateStyle: 'ISO',
  IntervalStyle: 'postgres',
  bytea_output: 'hex',
  extra_float_digits: '1',
  lc_monetary: 'C',
  quote_all_identifiers: 'off',
  standard_conforming_strings: 'on',
};
const keptAs = (setting: string): string => `'database_lifecycle.${setting}'`;
const selecting = (calls: (setting: string, value: string) => string[]): string =>
  `SELECT ${Object.entries(WRITTEN_BY)
    .flatMap(([setting, value]) => calls(setting, value))
    .join(', ')}`;
const OUR_SETTINGS = selecting((setting, value) => [
  `set_config(${keptAs(setting)}, current_setting('${setting}'), true)`,
  `set_config('${setting}', '${value}', true)`,
]);
const FORMER_SETTINGS = selecting((setting) => [`set_config('${setting}', current_setting(${keptAs(setting)}), true)`]);

/**
 * Sends a query in whose answer PostgreSQL qualifies every name and writes every value alike, whatever the role, the
 * database or the session has set: that holds for this message, and is put back at its end, as the caller's transaction
 * may go on.
 */
export async function readQualified(session: Pick<SqlSession, 'send'>, query: string): Promise<Row[]> {
  const [, rows] = await session.send(OUR_SETTINGS, query, FORMER_SETTINGS);
  return rows!;
}
