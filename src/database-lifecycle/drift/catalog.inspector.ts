import type { CatalogSnapshot } from '../interfaces/catalog-snapshot.interface';
import { DEFAULT_JOURNAL_TABLE } from '../plan/journal.statements';
import type { SqlSession } from '../sql/sql.session';
import { catalogQuery } from './catalog.query';

/** What of a database counts. */
export interface SnapshotOptions {
  /** The only schemas that count. Default: all. Never those of PostgreSQL itself, of extensions, and of what resets set aside. */
  readonly schemas?: readonly string[];
  /**
   * Tables to leave out with all that belongs to them, each `name` or `schema.name`.
   * Default: `database_lifecycle_journal`, `migrations` and `typeorm_metadata`, as they are called by default.
   */
  readonly without?: readonly string[];
}

/** The records that the lifecycle and TypeORM keep for themselves. */
const RECORDS = [DEFAULT_JOURNAL_TABLE, 'migrations', 'typeorm_metadata'];

/**
 * By what PostgreSQL writes definitions: it qualifies names unless the search path finds them, and writes values, such as
 * those of defaults, as the session wants to read them. So all of it is the same for this message, wherever it is sent,
 * and is put back at its end, as the caller's transaction may go on.
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
 * Reads what users made in the connected database: one message and one catalog query however much there is; reads only.
 * @returns the snapshot as PostgreSQL wrote it: two are the same exactly when the texts are
 */
export async function snapshotText(
  session: Pick<SqlSession, 'send'>,
  { schemas, without = RECORDS }: SnapshotOptions = {},
): Promise<string> {
  const [, rows] = await session.send(
    OUR_SETTINGS,
    catalogQuery({ schemas: schemas ?? null, without }),
    FORMER_SETTINGS,
  );
  return rows![0]!.catalog as string;
}

/** {@link snapshotText}, as data. */
export const snapshotCatalog = async (
  session: Pick<SqlSession, 'send'>,
  options?: SnapshotOptions,
): Promise<CatalogSnapshot> => JSON.parse(await snapshotText(session, options)) as CatalogSnapshot;
