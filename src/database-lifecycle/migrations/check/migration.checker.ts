import { readChecksums } from '../../inspect/journal.inspector';
import { MigrationSelectionError } from '../../errors/migration-selection.error';
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
import { areRefused, checkNames, nameWarnings } from './name.checker';
import { ProofBook, rememberProof } from './proof.book';
import { RoundTripError } from './round-trip';
import { checkRoundTrips } from './round-trip.checker';

export interface MigrationCheckOptions {
  /** Where the migrations' files are; without it they are checked as far as the DataSource has loaded them. */
  readonly directory?: string;
  /**
   * Name of the migration that was deployed last: it and those before it are run, and not undone, as what is deployed
   * can't be changed any more. Default: each is undone and done again.
   */
  readonly since?: string;
  /** Where shadow databases are made. Default: on the connected server, in development and test only. */
  readonly shadowServer?: ShadowServerProvider;
  /** Told what goes on. */
  onStep?(step: string): void;
}

type Findings = Partial<Pick<MigrationCheck, 'problems' | 'failure' | 'differences' | 'roundTrip' | 'changed'>>;

/** What the migrations do beside what the entities ask for; the shadows of both are made at once. */
async function inShadows(target: LifecycleTarget, lend: LendShadow, history: number): Promise<Findings> {
  const { dataSource, journal } = target;
  const { templates } = lend;
  const records = {
    checksums: await withReadOnlySession(target, (session) => readChecksums(session, journal)),
    book: templates && (await ProofBook.open(templates, catalogLook(target))),
    history,
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
 * Of the names of all migrations, in the order in which they run, those that were deployed.
 * @throws MigrationSelectionError when the code has no migration `since`
 */
export function deployedUntil(since: string | undefined, names: readonly string[]): readonly string[] {
  if (since !== undefined && !names.includes(since)) throw MigrationSelectionError.since(since, names);
  return since === undefined ? [] : names.slice(0, names.indexOf(since) + 1);
}

/**
 * Proves, in shadow databases, that every migration loads, that they are in order, that together they make what the
 * entities ask for, that each undoes and repeats itself, and that those which the connected database has run are still
 * what ran there. Changes nothing in the connected database.
 * @throws ShadowRefusedError in production, and where the role may not create databases; MigrationSelectionError when the
 *   code has no migration `since`
 */
export async function checkMigrations(
  target: LifecycleTarget,
  options: MigrationCheckOptions = {},
): Promise<MigrationCheck> {
  const { directory, since, shadowServer, onStep } = options;
  const started = performance.now();
  const { dataSource } = target;
  const migrations = inRunningOrder(migrationNames(dataSource));
  const history = deployedUntil(since, migrations);
  const names = checkNames(dataSource, history);
  const moments = await momentDefaults(target);
  const look = async (): Promise<Findings> => {
    const files = directory ? await checkFiles(directory, dataSource) : [];
    const problems = [...names, ...files];
    // What lacks a migration differs by that alone; what only stands at another place runs all the same.
    if (files.length > 0 || areRefused(dataSource)) return { problems };
    onStep?.('Running each migration up, down and up again');
    return {
      problems,
      ...(await withShadows(target, (lend) => inShadows(target, lend, history.length), shadowServer)),
    };
  };
  const found = await look().catch(asFailure);
  return {
    migrations,
    since: since ?? null,
    problems: names,
    warnings: [...nameWarnings(dataSource, history), ...moments.map(({ message }) => message)],
    failure: null,
    differences: [],
    roundTrip: null,
    changed: [],
    ...found,
    durationMs: performance.now() - started,
  };
}
