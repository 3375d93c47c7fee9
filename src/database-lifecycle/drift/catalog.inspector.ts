import type { CatalogSnapshot } from '../interfaces/catalog-snapshot.interface';
import { DEFAULT_JOURNAL_TABLE } from '../plan/journal.statements';
import { readQualified } from '../sql/qualified.names';
import type { SqlSession } from '../sql/sql.session';
import { catalogQuery } from './catalog.query';
import { parseCatalog } from './catalog.text';

/** What of a database counts. */
export interface SnapshotOptions {
  /**
   * The schemas that count. Default: all but those of PostgreSQL itself, of extensions and of trashes, which never
   * count.
   */
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
 * Reads what users made in the connected database: one message and one catalog query however much there is; reads only.
 * @returns the snapshot as PostgreSQL wrote it: where two texts are the same, so are the snapshots
 */
export async function snapshotText(
  session: Pick<SqlSession, 'send'>,
  { schemas, without = RECORDS }: SnapshotOptions = {},
): Promise<string> {
  const [row] = await readQualified(session, catalogQuery({ schemas: schemas ?? null, without }));
  return row!.catalog as string;
}

/** {@link snapshotText}, as data. */
export const snapshotCatalog = async (
  session: Pick<SqlSession, 'send'>,
  options?: SnapshotOptions,
): Promise<CatalogSnapshot> => parseCatalog(await snapshotText(session, options));
