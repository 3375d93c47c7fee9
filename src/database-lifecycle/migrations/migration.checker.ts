import { readChecksums } from '../inspect/journal.inspector';
import type { MigrationCheck } from '../interfaces/migration-check.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import { withShadows, type LendShadow } from '../shadow/shadow.database';
import type { ShadowServerProvider } from '../shadow/shadow.provider';
import { withReadOnlySession } from '../sql/sql.session';
import { checkFiles, MigrationFileError } from './file.checker';
import { catalogTextReader, compareMigrated, entityCatalog } from './expected.catalogs';
import { inRunningOrder, migrationNames } from './migration.name';
import { checkNames } from './name.checker';
import { RoundTripError } from './round-trip';
import { checkRoundTrips } from './round-trip.checker';

export interface MigrationCheckOptions {
  /** Where the migrations' files are; without it they are checked as far as the DataSource has loaded them. */
  readonly directory?: string;
  /** Where shadow databases are made. Default: on the connected server, in development and test only. */
  readonly shadowServer?: ShadowServerProvider;
  /** Told what goes on. */
  onStep?(step: string): void;
}

type Findings = Partial<Pick<MigrationCheck, 'problems' | 'failure' | 'differences' | 'roundTrip' | 'changed'>>;

async function findings(
  target: LifecycleTarget,
  lend: LendShadow,
  { directory, onStep }: MigrationCheckOptions,
): Promise<Findings> {
  const { dataSource } = target;
  const problems = checkNames(dataSource);
  if (directory) problems.push(...(await checkFiles(directory, migrationNames(dataSource))));
  if (problems.length > 0) return { problems };
  onStep?.('Running each migration up, down and up again');
  const read = catalogTextReader(target);
  const checksums = await withReadOnlySession(dataSource, (session) => readChecksums(session, target.journal));
  const [expected, trip] = await Promise.allSettled([
    entityCatalog(target, lend),
    lend((shadow) => checkRoundTrips(shadow, read, checksums)),
  ]);
  if (trip.status === 'rejected') throw trip.reason;
  if (expected.status === 'rejected') throw expected.reason;
  const { migrated, failure, fault, changed } = trip.value;
  return { differences: compareMigrated(expected.value, migrated), failure, roundTrip: fault, changed };
}

/** The errors that are findings: of the files and migrations themselves. */
function asFailure(error: unknown): Findings {
  if (error instanceof MigrationFileError || error instanceof RoundTripError) return { failure: error.message };
  throw error;
}

/**
 * Proves, in shadow databases, that every migration loads, that they are in order, that together they make what the
 * entities ask for, that each undoes and repeats itself, and that those which the connected database has run are still
 * what ran there. Changes nothing in the connected database.
 * @throws ShadowRefusedError in production, and where the role may not create databases
 */
export async function checkMigrations(
  target: LifecycleTarget,
  options: MigrationCheckOptions = {},
): Promise<MigrationCheck> {
  const started = performance.now();
  const found = await withShadows(
    target,
    (lend) => findings(target, lend, options).catch(asFailure),
    options.shadowServer,
  );
  return {
    migrations: inRunningOrder(migrationNames(target.dataSource)),
    problems: [],
    failure: null,
    differences: [],
    roundTrip: null,
    changed: [],
    ...found,
    durationMs: performance.now() - started,
  };
}
