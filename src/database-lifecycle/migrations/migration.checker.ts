import type { DataSource } from 'typeorm';
import { compareCatalogs } from '../drift/catalog.comparator';
import { snapshotCatalog } from '../drift/catalog.inspector';
import { MigrationError } from '../errors/migration.error';
import type { MigrationCheck } from '../interfaces/migration-check.interface';
import { lifecycleTarget, type LifecycleTarget } from '../lifecycle.target';
import { createFor } from '../missing-tables';
import { withShadows, type LendShadow } from '../shadow/shadow.database';
import type { ShadowServerProvider } from '../shadow/shadow.provider';
import { pathOf } from '../sql/identifier';
import { withSession } from '../sql/sql.session';
import { checkFiles, MigrationFileError } from './file.checker';
import { runMigrations } from './migration.runner';
import { checkNames, classTimestamp, migrationNames } from './name.checker';
import { checkRoundTrips, RoundTripError, type CatalogReader } from './round-trip.checker';

export interface MigrationCheckOptions {
  /** Where the migrations' files are; without it they are checked as far as the DataSource has loaded them. */
  readonly directory?: string;
  /** Where shadow databases are made. Default: on the connected server, in development and test only. */
  readonly shadowServer?: ShadowServerProvider;
  /** Told what goes on. */
  onStep?(step: string): void;
}

/** A new column stands at the end of a table that is there, wherever the entity has it: no migration can help that. */
const compare: CatalogReader['compare'] = (expected, actual) =>
  compareCatalogs(expected, actual).filter(({ attribute }) => attribute !== 'order of columns');

/** Reads all but the records that TypeORM and the lifecycle keep for themselves. */
function catalogReader({ journal, migrationsTable, metadataTable }: LifecycleTarget): CatalogReader {
  const without = [journal, migrationsTable, metadataTable].map(pathOf);
  return { compare, snapshot: (session) => snapshotCatalog(session, { without }) };
}

type Findings = Partial<Pick<MigrationCheck, 'problems' | 'failure' | 'differences' | 'roundTrip'>>;

/** Compares what the migrations make from zero, just as migration:run does it, with what the entities make. */
async function compareWithEntities(
  target: LifecycleTarget,
  lend: LendShadow,
  { snapshot }: CatalogReader,
): Promise<Findings> {
  // A shadow is nobody's production, whatever the environment is called.
  const onShadow = (dataSource: DataSource) => lifecycleTarget(dataSource, { ...target.settings, environment: 'test' });
  const migrated = await lend(async (shadow) => {
    await runMigrations(onShadow(shadow));
    return withSession(shadow, snapshot);
  });
  const wanted = await lend(async (shadow) => {
    await createFor(onShadow(shadow));
    return withSession(shadow, snapshot);
  });
  return { differences: compare(wanted, migrated) };
}

async function findings(
  target: LifecycleTarget,
  lend: LendShadow,
  { directory, onStep }: MigrationCheckOptions,
): Promise<Findings> {
  const { dataSource } = target;
  const reader = catalogReader(target);
  const problems = checkNames(dataSource);
  if (directory) problems.push(...(await checkFiles(directory, migrationNames(dataSource))));
  if (problems.length > 0) return { problems };
  onStep?.('Running the migrations from zero');
  const found = await compareWithEntities(target, lend, reader);
  onStep?.('Running each migration up, down and up again');
  try {
    return { ...found, roundTrip: await lend((shadow) => checkRoundTrips(shadow, reader)) };
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
    migrations: migrationNames(target.dataSource).toSorted((a, b) => classTimestamp(a) - classTimestamp(b)),
    problems: [],
    failure: null,
    differences: [],
    roundTrip: null,
    ...found,
    durationMs: performance.now() - started,
  };
}
