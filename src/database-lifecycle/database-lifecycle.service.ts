import { Inject, Injectable, Logger } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { isForCommand } from './connect/looking';
import { EnvironmentStampError } from './errors/environment-stamp.error';
import { NotMigratedError } from './errors/not-migrated.error';
import { LifecycleRefusedError } from './errors/refused.error';
import type { ReadinessMonitor } from './health/readiness.monitor';
import { inspectJournal } from './inspect/journal.inspector';
import type { CreationObserver } from './interfaces/creation-observer.interface';
import type { DatabaseLifecycleOptions } from './interfaces/lifecycle-options.interface';
import type { LifecycleEnvironment } from './interfaces/environment.interface';
import type { JournalEntry } from './interfaces/schema-snapshot.interface';
import type { LifecyclePlan } from './interfaces/lifecycle-plan.interface';
import type { CreationReport, SeedingReport } from './interfaces/lifecycle-report.interface';
import type { LockHolder } from './interfaces/lock-holder.interface';
import type { Readiness } from './interfaces/readiness.interface';
import { LIFECYCLE_DATA_SOURCE, LIFECYCLE_DATA_SOURCE_NAME, LIFECYCLE_OPTIONS } from './lifecycle.injection';
import { createsByItself, refuseNoOptions } from './lifecycle.settings';
import { lifecycleTarget, type LifecycleTarget } from './lifecycle.target';
import { createFor, planFor } from './missing-tables';
import { exploreHooks } from './operations/hooks.explorer';
import { actingEnvironment, belongsTo } from './plan/stamp.rules';
import * as lines from './report/boot.lines';
import { told, warned } from './report/phase.line';
import { actingAs, foreignStamp } from './report/stamp.lines';
import { exploreSeeders } from './seeding/seeder.explorer';
import type { RegisteredSeeder } from './seeding/seeder.registry';
import { dueSeeders } from './seeding/due-seeders';
import { withReadOnlySession } from './sql/sql.session';

/** Chapters that a start with nothing to do never opens: each is loaded when it is needed. */
const seedingRunner = () => require('./seeding/seeding.runner') as typeof import('./seeding/seeding.runner');
const health = () => require('./health/health.chapter') as typeof import('./health/health.chapter');

/** How long the server may take to tell a boot what is missing, in milliseconds. */
const BOOT_LOOK_MS = 30_000;

const whenForeign = (error: unknown): EnvironmentStampError => {
  if (error instanceof EnvironmentStampError) return error;
  throw error;
};

/** The story of a boot, and the door to each of its chapters for commands and tests. */
@Injectable()
export class DatabaseLifecycleService {
  private readonly logger = new Logger('DatabaseLifecycle');
  private booting?: Promise<void>;
  private described?: LifecycleTarget;
  private acting?: LifecycleEnvironment;
  private explored?: readonly RegisteredSeeder[];
  private monitor?: ReadinessMonitor;

  constructor(
    @Inject(LIFECYCLE_DATA_SOURCE) private readonly dataSource: DataSource,
    @Inject(LIFECYCLE_OPTIONS) private readonly options: DatabaseLifecycleOptions,
    @Inject(LIFECYCLE_DATA_SOURCE_NAME) private readonly name: string,
    private readonly discovery: DiscoveryService,
  ) {}

  /**
   * Resolves once the tables are there (or, where none are created, once the missing ones are logged). Runs once. Does
   * nothing in an app that was made for a command, as the command decides what is done.
   * @throws NotMigratedError with the option `onPending: 'fail'`, a seeder's SeederError, and what {@link create} throws
   */
  ready(): Promise<void> {
    return isForCommand() ? Promise.resolve() : (this.booting ??= this.boot());
  }

  /**
   * What the database is treated as: the environment of the options or, once {@link ready} has resolved, the stricter of it
   * and of what the database is stamped. For what an app opens in development only.
   * @throws LifecycleConfigurationError when the DataSource can't be looked after safely
   */
  get environment(): LifecycleEnvironment {
    return this.acting ?? this.target.settings.environment;
  }

  /**
   * For the commands and tests of this package.
   * @throws LifecycleConfigurationError when the DataSource can't be looked after safely
   * @internal
   */
  get target(): LifecycleTarget {
    if (!this.described) refuseNoOptions(this.options);
    return (this.described ??= {
      ...lifecycleTarget(this.dataSource, this.options),
      name: this.name,
      hooks: () => exploreHooks(this.discovery),
    });
  }

  /**
   * The app's seeders, in the order to run them.
   * @throws LifecycleConfigurationError for seeders that can not work as they are declared
   * @internal
   */
  get seeders(): readonly RegisteredSeeder[] {
    return (this.explored ??= exploreSeeders(this.discovery, this.dataSource));
  }

  /**
   * All DataSources of the app, also those that nothing looks after.
   * @internal
   */
  get dataSources(): DataSource[] {
    const instances = this.discovery.getProviders().map(({ instance }): unknown => instance);
    return [...new Set(instances.filter((instance) => instance instanceof DataSource))];
  }

  /** What would be created; reads only. */
  async plan(): Promise<LifecyclePlan> {
    return (await planFor(this.target)).plan;
  }

  /**
   * Creates what is missing, as a boot does, even with `autoCreate: false`; one round trip if nothing is missing.
   * @param observer told what goes on. Default: writes to Nest's log
   * @throws what {@link createMissingTables} throws
   */
  create(observer: CreationObserver = this.observer): Promise<CreationReport> {
    return createFor(this.target, observer);
  }

  /**
   * Runs the seeders that are due, as a boot does; each looks into the journal again under the lock.
   * @param journal entries that are known already: what they show as done is passed over without taking the lock.
   *   Default: none
   * @throws SeederError that names the seeder, LifecycleHookError; those before it stay done. LifecycleRefusedError
   *   outside development and test, where reference data too comes by `npm run db:seed` only
   */
  async seed(journal: readonly JournalEntry[] = []): Promise<SeedingReport[]> {
    const { name, policy } = this.target.settings.environment;
    if (policy !== 'auto-create') throw LifecycleRefusedError.sampleData(name);
    const due = dueSeeders(this.target, this.seeders, journal);
    return seedingRunner().runSeeders(this.target, due, {
      onWait: this.onWait,
      onSeeder: (report) =>
        report.outcome !== 'done-before' && this.logger.log(told('seed', lines.seeded(report), report)),
    });
  }

  /**
   * Whether the database has what this code needs: reachable, no table missing and, where tables come from migrations
   * only, none of the code's migrations pending (the option `onPending`). Meant for probes: never rejects, answers
   * within 1.5 s, and looks at the database at most every 5 s while ready and every 2 s while not.
   */
  readiness(): Promise<Readiness> {
    return (this.monitor ??= this.watch()).read();
  }

  private watch(): ReadinessMonitor {
    const { lookAt, ReadinessMonitor } = health();
    return new ReadinessMonitor(
      () => lookAt(this.target),
      (readiness, failure) => {
        const why = failure ? lines.unreachable(failure.message) : lines.notReady(readiness.reasons);
        if (readiness.ready) this.logger.log(told('readiness', lines.readyNow, readiness));
        else this.logger.warn(warned('readiness', why, readiness));
      },
    );
  }

  private async boot(): Promise<void> {
    const { settings } = this.target;
    const { environment } = settings;
    if (!environment.recognized) this.logger.warn(lines.unknownEnvironment(environment.name));
    if (!createsByItself(settings)) return this.verify();
    const report = await this.create().catch(whenForeign);
    if (report instanceof EnvironmentStampError) return this.verifyForeign(report);
    for (const { message } of report.warnings) this.logger.warn(message);
    const { created, existing, statements, durationMs } = report;
    const facts = { created, existing, statements: statements.length, durationMs: Math.round(durationMs) };
    this.logger.log(told('create', lines.created(report), facts));
    // A table made anew makes its seeders due again, whatever the journal said before.
    await this.seedBySelf(created.length > 0 ? [] : report.journal);
  }

  private async seedBySelf(journal: readonly JournalEntry[]): Promise<void> {
    const { autoSeed } = this.target.settings;
    if (autoSeed && dueSeeders(this.target, this.seeders, journal).length > 0) await this.seed(journal);
  }

  /** The database's stamp outranks the variables: from here on it is treated as that environment's. */
  private async verifyForeign({ message }: EnvironmentStampError): Promise<void> {
    const { settings, journal } = this.target;
    const state = await withReadOnlySession(this.target, (session) => inspectJournal(session, journal));
    const environment = actingEnvironment(settings.environment, state);
    this.described = { ...this.target, settings: { ...settings, environment } };
    this.logger.warn(actingAs(message, environment.name));
    return this.verify();
  }

  /**
   * Creates nothing: tells what is missing or pending, and fails the boot if the options say so. Where the environment
   * allows it, a database that lacks nothing is seeded.
   */
  private async verify(): Promise<void> {
    const { settings, migrationsTable } = this.target;
    const { inspectShortfall, readinessOf } = health();
    const { environment, onPending } = settings;
    const { notices, journalState, journal, ...shortfall } = await inspectShortfall(this.target, BOOT_LOOK_MS);
    const { missing, pending, recordHiddenFrom } = shortfall;
    const hints = recordHiddenFrom ? [lines.hiddenRecord(migrationsTable, recordHiddenFrom)] : [];
    const { database, stamp } = journalState;
    const place = lines.whereNothingIsCreated(environment);
    this.acting = actingEnvironment(environment, journalState);
    if (stamp && !belongsTo(environment, stamp)) this.logger.warn(foreignStamp(database, environment.name, stamp));
    for (const { message } of [...notices.problems, ...notices.warnings]) this.logger.warn(message);
    const facts = { missing, pending };
    if (readinessOf(shortfall).ready) {
      this.logger.log(told('verify', lines.nothingCreatedHere(place), facts));
      const maySeed = this.acting.policy === 'auto-create';
      if (maySeed && notices.problems.length === 0) await this.seedBySelf(journal);
      return;
    }
    if (onPending === 'fail') throw new NotMigratedError(place, shortfall, hints);
    if (missing.length > 0) this.logger.warn(warned('verify', lines.missingHere(place, missing, pending), { missing }));
    if (pending.length > 0) this.logger.warn(warned('verify', lines.pendingHere(place, pending), { pending }));
    for (const hint of hints) this.logger.warn(hint);
  }

  private readonly onWait = (holders: readonly LockHolder[]): void => this.logger.log(lines.waiting(holders));

  private readonly observer: CreationObserver = {
    onMissing: (paths) => this.logger.log(lines.newTables(paths, this.target.journal.schema)),
    onWait: this.onWait,
  };
}
