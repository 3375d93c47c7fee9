import { setTimeout } from 'node:timers/promises';
import type { Migration } from 'typeorm';
import { addToJournal } from '../apply/journal.writer';
import { lockAndRead, setTimeouts } from '../apply/lifecycle.lock';
import { refuseForeignDatabase, refuseForeignMigration } from '../apply/stamp.guard';
import { dropInvalid, InvalidIndexError } from '../errors/invalid-index.error';
import type { LockHolder } from '../errors/lifecycle-lock.error';
import { MigrationError, MigrationLockError, type MigrationFailure } from '../errors/migration.error';
import { inspectJournal } from '../inspect/journal.inspector';
import type { EnvironmentStamp, JournalNote } from '../interfaces/journal.interface';
import type { MigrationRetry, MigrationRun } from '../interfaces/migration-report.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import { belongsTo } from '../plan/stamp.rules';
import type { SqlSession } from '../sql/sql.session';
import { invalidIndexes } from './invalid-index.inspector';
import { lockBlockers } from './lock-blockers.inspector';
import { inOneTransaction, migrationSteps, type MigrationStep } from './migration.steps';
import { withSessionLock } from './session.lock';

const ATTEMPTS = 4;

export interface MigrationObserver {
  /** Once, when another process holds the lifecycle lock. */
  onWait?(holders: readonly LockHolder[]): void;
  /** After each migration; it is committed with the others of its transaction. */
  onMigration?(run: MigrationRun): void;
  /** A statement did not get its lock: the transaction was rolled back and begins anew after a pause. */
  onRetry?(retry: MigrationRetry): void;
  /** Once, before the first migration on a database that another environment's stamp is on, and that gets ours with it. */
  onForeignStamp?(stamp: EnvironmentStamp): void;
  /** Once, when the journal could not be written; the migrations are run all the same. */
  onUnrecorded?(why: string): void;
}

/** What is done to migrations, run or revert. */
export interface MigrationWork {
  readonly direction: 'up' | 'down';
  /** What is left to do, in order; asked again under the lock. */
  remaining(): Promise<readonly Migration[]>;
  /** @returns what the journal's entry is to tell of it */
  perform(migration: Migration): Promise<JournalNote['details']>;
}

/** Does the work on one session, under the lifecycle lock. */
export class MigrationPerformer {
  private readonly committed: MigrationRun[] = [];
  private unrecorded = false;
  private foreign = false;

  constructor(
    private readonly session: SqlSession,
    private readonly target: LifecycleTarget,
    private readonly work: MigrationWork,
    private readonly observer: MigrationObserver,
  ) {}

  /** @throws MigrationError, MigrationLockError, LifecycleLockError, PoolerError, InvalidIndexError, EnvironmentStampError */
  async perform(): Promise<MigrationRun[]> {
    const mode = this.target.dataSource.options.migrationsTransactionMode ?? 'all';
    const expected = await this.work.remaining();
    if (expected.length === 0) return [];
    if (inOneTransaction(expected, mode)) {
      await this.inTransaction(async () => {
        await lockAndRead(this.session, this.target.lockKey, this.target.settings, [], this.onWait);
        await this.refuseForeign();
        return this.work.remaining();
      });
    } else {
      await withSessionLock(this.session, this.target, this.onWait, async () => {
        await this.refuseForeign();
        const steps = migrationSteps(await this.work.remaining(), mode);
        await this.refuseInvalidIndexes(steps);
        for (const step of steps) await this.performStep(step);
      });
    }
    return this.committed;
  }

  private readonly onWait = (holders: readonly LockHolder[]): void => this.observer.onWait?.(holders);

  private async refuseForeign(): Promise<void> {
    const state = await inspectJournal(this.session, this.target.journal);
    const refuse = this.work.direction === 'up' ? refuseForeignMigration : refuseForeignDatabase;
    refuse(this.target, state);
    if (!state.stamp || this.foreign || belongsTo(this.target.settings.environment, state.stamp)) return;
    this.foreign = true;
    this.observer.onForeignStamp?.(state.stamp);
  }

  private async refuseInvalidIndexes(steps: readonly MigrationStep[]): Promise<void> {
    const bare = steps.find(({ transaction }) => !transaction)?.migrations[0];
    if (!bare || this.work.direction === 'down') return;
    const found = await invalidIndexes(this.session);
    if (found.length > 0) throw new InvalidIndexError(bare.name, found);
  }

  private async performStep({ migrations, transaction }: MigrationStep): Promise<void> {
    if (!transaction) return this.withoutTransaction(migrations);
    return this.inTransaction(async () => {
      await this.session.send(...setTimeouts(this.target.settings, 'LOCAL'));
      return migrations;
    });
  }

  /** What has been committed of a migration can't be tried again, so there is one try only. */
  private async withoutTransaction(migrations: readonly Migration[]): Promise<void> {
    const before = new Set((await invalidIndexes(this.session)).map(({ index }) => index));
    try {
      for (const migration of migrations) this.committed.push(await this.timed(migration, false));
    } catch (error) {
      if (!(error instanceof MigrationError)) throw error;
      // A broken connection can't tell, and its own error says more.
      const after = await invalidIndexes(this.session).catch(() => []);
      const remedies = after.filter(({ index }) => !before.has(index)).map(dropInvalid);
      if (error.lockedOut === undefined) throw new MigrationError(error.failure, error.cause, remedies);
      throw new MigrationLockError(error, await lockBlockers(this.session, error.lockedOut), 1, remedies);
    }
  }

  /** @param begin readies the transaction and tells what to do in it */
  private async inTransaction(begin: () => Promise<readonly Migration[]>): Promise<void> {
    const { runner } = this.session;
    for (let attempt = 1; ; attempt += 1) {
      try {
        await runner.startTransaction();
        const done: MigrationRun[] = [];
        for (const migration of await begin()) done.push(await this.timed(migration, true));
        await runner.commitTransaction();
        this.committed.push(...done);
        return;
      } catch (error) {
        if (!(error instanceof MigrationError) || error.lockedOut === undefined) throw error;
        await this.pauseAfter(error, error.lockedOut, attempt);
      }
    }
  }

  /** Pauses, as the back-off of a transaction, so that those in the way get on: half the timeout, then twice as long each time. */
  private async pauseAfter(error: MigrationError, statement: string, attempt: number): Promise<void> {
    await this.session.runner.rollbackTransaction();
    const holders = await lockBlockers(this.session, statement);
    if (attempt === ATTEMPTS) throw new MigrationLockError(error, holders, attempt, []);
    const pauseMs = this.target.settings.lockTimeoutMs * 2 ** (attempt - 2);
    this.observer.onRetry?.({ name: error.failure.name, statement, holders, attempt, pauseMs });
    await setTimeout(pauseMs);
  }

  private async timed(migration: Migration, transaction: boolean): Promise<MigrationRun> {
    const { name } = migration;
    const { direction } = this.work;
    const started = performance.now();
    let details: JournalNote['details'];
    try {
      details = await this.work.perform(migration);
    } catch (error) {
      const failure: MigrationFailure = { name, direction, transaction, committed: this.committed.length };
      throw new MigrationError(failure, error as Error);
    }
    const run = { name, durationMs: performance.now() - started };
    await this.record({ event: direction === 'up' ? 'migrate' : 'revert', details, ...run });
    this.observer.onMigration?.(run);
    return run;
  }

  /** In the migration's transaction if it has one, else right behind it. */
  private async record(note: JournalNote): Promise<void> {
    const why = await addToJournal(this.session, this.target, [note]);
    if (why === undefined || this.unrecorded) return;
    this.unrecorded = true;
    this.observer.onUnrecorded?.(why);
  }
}
