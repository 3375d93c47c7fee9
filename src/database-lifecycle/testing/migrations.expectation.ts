import type { DataSource, DataSourceOptions } from 'typeorm';
import { LifecycleConfigurationError } from '../errors/lifecycle-configuration.error';
import type { CatalogDifference } from '../interfaces/catalog-difference.interface';
import type { DatabaseLifecycleOptions } from '../interfaces/lifecycle-options.interface';
import type { MigrationCheck } from '../interfaces/migration-check.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import { byHand } from '../migrations/by-hand';
import { checkMigrations, deployedUntil } from '../migrations/check/migration.checker';
import { checkNames } from '../migrations/check/name.checker';
import { compareWithEntities, entityCatalog, migratedCatalog } from '../migrations/expected.catalogs';
import { inRunningOrder, migrationNames } from '../migrations/migration.name';
import { hasFindings } from '../report/check.lines';
import { withShadows, type LendShadow } from '../shadow/shadow.database';
import { MigrationExpectationError } from './migration-expectation.error';
import { onTestGround, postgresOptionsOf } from './test-ground';

/** @throws MigrationExpectationError when one of the findings is none that nobody minds */
async function expectNothing(
  app: DataSource | DataSourceOptions,
  lifecycle: DatabaseLifecycleOptions,
  find: (target: LifecycleTarget) => Promise<Partial<MigrationCheck>>,
  since?: string,
): Promise<readonly string[]> {
  return onTestGround(postgresOptionsOf(app), lifecycle, async (target) => {
    const migrations = inRunningOrder(migrationNames(target.dataSource));
    if (migrations.length === 0) throw LifecycleConfigurationError.noMigrations();
    const problems = checkNames(target.dataSource, deployedUntil(since, migrations));
    const nothing = {
      since: since ?? null,
      problems,
      warnings: [],
      failure: null,
      differences: [],
      roundTrip: null,
      changed: [],
      durationMs: 0,
    };
    const check = { migrations, ...nothing, ...(problems.length > 0 ? {} : await find(target)) };
    if (check.failure !== null || hasFindings(check)) throw new MigrationExpectationError(check);
    return migrations;
  });
}

/** Both are made at once; a shadow that is still being filled when the other fails is waited for. */
async function differencesFromZero(target: LifecycleTarget, lend: LendShadow): Promise<CatalogDifference[]> {
  const migrated = migratedCatalog(target, lend);
  const beside = async () => (await migrated).extensions;
  const [wanted, made] = await Promise.allSettled([entityCatalog(target, lend, beside), migrated]);
  if (made.status === 'rejected') throw made.reason;
  if (wanted.status === 'rejected') throw wanted.reason;
  return compareWithEntities(wanted.value, made.value, byHand(target));
}

/**
 * Proves that the migrations, run from zero, make what the entities ask for: tables, columns, defaults, constraints,
 * indexes, types and views, both sides read back from PostgreSQL. It works in scratch databases, as `migration:check` does,
 * and changes nothing in the database that the options name.
 *
 * @param app options of the app's DataSource, or the DataSource, initialized or not; only its options are read. They name
 *   the server, by a role that may create databases
 * @param lifecycle what the app gives to `DatabaseLifecycleModule.forRoot()`. Of it count `environment` (default: by
 *   `ENVIRONMENT` and `NODE_ENV`), `journalTable` and `externalTables`
 * @returns the names of the migrations, in the order in which they run
 * @throws MigrationExpectationError that names each difference, expected and found; MigrationError of one whose `up()`
 *   fails; LifecycleConfigurationError where there are no migrations; ScratchRefusedError outside development and test,
 *   and where the role may not create databases; DatabaseConnectionError
 *
 * @example
 * ```ts
 * it('the migrations make what the entities ask for', () => expectMigrationsMatchEntities(dataSource));
 * ```
 */
export const expectMigrationsMatchEntities = (
  app: DataSource | DataSourceOptions,
  lifecycle: DatabaseLifecycleOptions = {},
): Promise<readonly string[]> =>
  expectNothing(app, lifecycle, async (target) => ({
    differences: await withShadows(target, (lend) => differencesFromZero(target, lend)),
  }));

/**
 * Proves that each migration can be undone and done again: that its `down()` leaves what was there before its `up()`, and
 * that `up()` after it makes the same once more. It works in scratch databases, as `migration:check` does, and changes
 * nothing in the database that the options name. What the entities ask for does not count.
 *
 * @param app see {@link expectMigrationsMatchEntities}
 * @param lifecycle see {@link expectMigrationsMatchEntities}
 * @param options.since name of the migration that was deployed last: it and those before it are run, and not undone, as
 *   what is deployed can't be changed any more. Default: each is undone and done again
 * @returns the names of the migrations, in the order in which they run
 * @throws MigrationExpectationError that names the migration and what it left or lacks; a DatabaseLifecycleError
 *   where there is no migration `since`; else as {@link expectMigrationsMatchEntities}
 *
 * @example
 * ```ts
 * it('each migration can be undone', () => expectUpDownUp(dataSource));
 * ```
 */
export const expectUpDownUp = (
  app: DataSource | DataSourceOptions,
  lifecycle: DatabaseLifecycleOptions = {},
  options: { readonly since?: string } = {},
): Promise<readonly string[]> =>
  expectNothing(
    app,
    lifecycle,
    async (target) => {
      const { problems, failure, roundTrip } = await checkMigrations(target, { since: options.since });
      return { problems, failure, roundTrip };
    },
    options.since,
  );
