import { MigrationError } from '../errors/migration.error';
import type { MigrationCheck } from '../interfaces/migration-check.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import { withShadows, type LendShadow } from '../shadow/shadow.database';
import type { ShadowServerProvider } from '../shadow/shadow.provider';
import { checkFiles, MigrationFileError } from './file.checker';
import { catalogReader, compareMigrated, entityCatalog, migratedCatalog } from './expected.catalogs';
import { inRunningOrder, migrationNames } from './migration.name';
import { checkNames } from './name.checker';
import { checkRoundTrips, RoundTripError } from './round-trip.checker';

export interface MigrationCheckOptions {
  /** Where the migrations' files are; without it they are checked as far as the DataSource has loaded them. */
  readonly directory?: string;
  /** Where shadow databases are made. Default: on the connected server, in development and test only. */
  readonly shadowServer?: ShadowServerProvider;
  /** Told what goes on. */
  onStep?(step: string): void;
}

type Findings = Partial<Pick<MigrationCheck, 'problems' | 'failure' | 'differences' | 'roundTrip'>>;

async function findings(
  target: LifecycleTarget,
  lend: LendShadow,
  { directory, onStep }: MigrationCheckOptions,
): Promise<Findings> {
  const { dataSource } = target;
  const problems = checkNames(dataSource);
  if (directory) problems.push(...(await checkFiles(directory, migrationNames(dataSource))));
  if (problems.length > 0) return { problems };
  onStep?.('Running the migrations from zero');
  const migrated = await migratedCatalog(target, lend);
  const found = { differences: compareMigrated(await entityCatalog(target, lend), migrated) };
  onStep?.('Running each migration up, down and up again');
  try {
    return { ...found, roundTrip: await lend((shadow) => checkRoundTrips(shadow, catalogReader(target))) };
  } catch (error) {
    if (!(error instanceof RoundTripError)) throw error;
    return { ...found, failure: error.message };
  }
}

/** The errors that are findings: of the files and migrations themselves. */
function asFailure(error: unknown): Findings {
  if (error instanceof MigrationFileError) return { failure: error.message };
  // Its remedies are for a database that is to stay.
  if (error instanceof MigrationError) return { failure: error.message.split('\n', 1)[0]! };
  throw error;
}

/**
 * Proves, in shadow databases, that every migration loads, that they are in order, that together they make what the
 * entities ask for, and that each undoes and repeats itself. Changes nothing in the connected database.
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
    ...found,
    durationMs: performance.now() - started,
  };
}
