import { readChecksums } from '../../inspect/journal.inspector';
import type { MigrationCheck } from '../../interfaces/migration-check.interface';
import type { LifecycleTarget } from '../../lifecycle.target';
import { withShadows, type LendShadow } from '../../shadow/shadow.database';
import type { ShadowServerProvider } from '../../shadow/shadow.provider';
import { withReadOnlySession } from '../../sql/sql.session';
import { byHand } from '../by-hand';
import { checkFiles, MigrationFileError } from './file.checker';
import { entityKey, momentDefaults } from '../entity.key';
import { catalogLook, catalogTextReader, compareWithEntities, entityCatalog } from '../expected.catalogs';
import { inRunningOrder, migrationNames } from '../migration.name';
import { checkNames, nameWarnings } from './name.checker';
import { ProofBook, rememberProof } from './proof.book';
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

/** What is wrong with names and files; needs no shadow. */
async function problemsOf({ dataSource }: LifecycleTarget, directory: string | undefined): Promise<string[]> {
  const files = directory ? await checkFiles(directory, dataSource) : [];
  return [...checkNames(dataSource), ...files];
}

/** What the migrations do beside what the entities ask for; the shadows of both are made at once. */
async function inShadows(target: LifecycleTarget, lend: LendShadow): Promise<Findings> {
  const { dataSource, journal } = target;
  const { templates } = lend;
  const records = {
    checksums: await withReadOnlySession(target, (session) => readChecksums(session, journal)),
    book: templates && (await ProofBook.open(templates, catalogLook(target))),
  };
  const names = inRunningOrder(migrationNames(dataSource));
  const trips = checkRoundTrips(lend, catalogTextReader(target), records, names);
  const beside = async () => (await trips).migrated.extensions;
  const [expected, trip] = await Promise.allSettled([entityCatalog(target, lend, beside), trips]);
  if (trip.status === 'rejected') throw trip.reason;
  if (expected.status === 'rejected') throw expected.reason;
  const { migrated, failure, fault, changed, proof } = trip.value;
  if (templates && proof) await rememberProof(templates, await entityKey(target), proof);
  return {
    differences: compareWithEntities(expected.value, migrated, byHand(target)),
    failure,
    roundTrip: fault,
    changed,
  };
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
  const { directory, shadowServer, onStep } = options;
  const started = performance.now();
  const moments = await momentDefaults(target);
  const found = await problemsOf(target, directory)
    .then((problems) => {
      if (problems.length > 0) return { problems };
      onStep?.('Running each migration up, down and up again');
      return withShadows(target, (lend) => inShadows(target, lend), shadowServer);
    })
    .catch(asFailure);
  return {
    migrations: inRunningOrder(migrationNames(target.dataSource)),
    problems: [],
    warnings: [...nameWarnings(target.dataSource), ...moments.map(({ message }) => message)],
    failure: null,
    differences: [],
    roundTrip: null,
    changed: [],
    ...found,
    durationMs: performance.now() - started,
  };
}
