import { setTimeout } from 'node:timers/promises';
import type { Migration } from 'typeorm';
import { END_WITH_CLIENT, lockAndRead, setTimeouts } from '../apply/lifecycle.lock';
import { dropInvalid, InvalidIndexError } from '../errors/invalid-index.error';
import { MigrationError, MigrationLockError, type MigrationFailure } from '../errors/migration.error';
import { thrownError } from '../errors/thrown.error';
import type { JournalNote } from '../interfaces/journal.interface';
import type { LockObserver } from '../interfaces/lock-holder.interface';
import type { MigrationRetry, MigrationRun } from '../interfaces/migration-report.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import { LONGEST_TIMER_MS } from '../longest.timer';
import { leavingNoneOpen } from '../sql/nested.transaction';
import { MARK_AS_OURS, reading, type SqlSession } from '../sql/sql.session';
import { invalidIndexes } from './invalid-index.inspector';
import { lockBlockers } from './lock-blockers.inspector';
import { requireMethod } from './method.guard';
import { MigrationJournal, type JournalObserver } from './migration.journal';
import {
  inOneTransaction,
  migrationSteps,
  transactionMode,
  type MigrationStep,
  type TransactionMode,
} from './migration.steps';
import { withSessionLock } from './session.lock';

const ATTEMPTS = 4;

export interface MigrationObserver extends JournalObserver, LockObserver {
  /** Under the lock and before the first of them, each time that it is tried; what it throws stops all of them. */
  onBegin?(names: readonly string[]): Promise<void>;
  /** After each migration; it is committed with the others of its transaction. */
  onMigration?(run: MigrationRun): void;
  /** Once they are committed, in their order. */
  onCommit?(runs: readonly MigrationRun[]): void;
  /** A statement did not get its lock: the transaction was rolled back and begins anew after a pause. */
  onRetry?(retry: MigrationRetry): void;
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
  private readonly journal: MigrationJournal;

  constructor(
    private readonly session: SqlSession,
    private readonly target: LifecycleTarget,
    private readonly work: MigrationWork,
    private readonly observer: MigrationObserver,
  ) {
    this.journal = new MigrationJournal(session, target, work.direction, observer);
  }

  /** @throws MigrationError, MigrationLockError, LifecycleLockError, PoolerError, InvalidIndexError, EnvironmentStampError */
  async perform(): Promise<MigrationRun[]> {
    const mode = transactionMode(this.target.dataSource);
    const { lockTimeoutMs } = this.target.settings;
    const expected = await reading(this.session, lockTimeoutMs, () => this.work.remaining());
    if (expected.length === 0) return [];
    try {
      await this.performAll(expected, mode);
    } catch (error) {
      await this.journal.recordFailure(error);
      throw error;
    }
    return this.committed;
  }

  private async performAll(expected: readonly Migration[], mode: TransactionMode): Promise<void> {
    if (inOneTransaction(expected, mode)) {
      await this.inTransaction(async () => {
        await lockAndRead(this.session, this.target.lockKey, this.target.settings, [], this.observer);
        await this.journal.refuseForeign();
        return this.remaining();
      });
    } else {
      await withSessionLock(this.session, this.target, this.observer, async () => {
        await this.journal.refuseForeign();
        const steps = migrationSteps(await this.work.remaining(), mode);
        await this.refuseInvalidIndexes(steps);
        await this.begin(steps.flatMap(({ migrations }) => migrations));
        for (const step of steps) await this.performStep(step);
      });
    }
  }

  private async remaining(): Promise<readonly Migration[]> {
    const migrations = await this.work.remaining();
    await this.begin(migrations);
    return migrations;
  }

  private async begin(migrations: readonly Migration[]): Promise<void> {
    if (migrations.length > 0) await this.observer.onBegin?.(migrations.map(({ name }) => name));
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
      await this.session.send(...setTimeouts(this.target.settings, 'LOCAL'), END_WITH_CLIENT, MARK_AS_OURS);
      return migrations;
    });
  }

  /** Runs them without a transaction: only once, as what a migration has committed can't be tried again. */
  private async withoutTransaction(migrations: readonly Migration[]): Promise<void> {
    const before = new Set((await invalidIndexes(this.session)).map(({ index }) => index));
    try {
      for (const migration of migrations) this.settle([await this.timed(migration, false)]);
    } catch (error) {
      if (!(error instanceof MigrationError)) throw error;
      // A broken connection can't tell, and its own error says more.
      await this.endOwnTransaction().catch(() => undefined);
      const after = await invalidIndexes(this.session).catch(() => []);
      const remedies = after.filter(({ index }) => !before.has(index)).map(dropInvalid);
      if (error.lockedOut === undefined) throw new MigrationError(error.failure, error.cause, remedies);
      throw new MigrationLockError(error, await lockBlockers(this.session, error.lockedOut), 1, remedies);
    }
  }

  /** Ends a transaction that a migration began itself, perhaps by SQL: a failed one answers no query. */
  private async endOwnTransaction(): Promise<void> {
    await this.session.rollBack();
    await this.session.send('ROLLBACK');
  }

  /** @param begin readies the transaction and tells what to do in it */
  private async inTransaction(begin: () => Promise<readonly Migration[]>): Promise<void> {
    const { runner } = this.session;
    for (let attempt = 1; ; attempt += 1) {
      try {
        await runner.startTransaction();
        const done: MigrationRun[] = [];
        for (const migration of await begin()) done.push(await this.timed(migration, true));
        await this.commit(done);
        return;
      } catch (error) {
        if (!(error instanceof MigrationError) || error.lockedOut === undefined) throw error;
        await this.pauseAfter(error, error.lockedOut, attempt);
      }
    }
  }

  /**
   * Backs off, so that whoever holds the lock can finish: first half the lock timeout, then twice as long each time.
   */
  private async pauseAfter(error: MigrationError, statement: string, attempt: number): Promise<void> {
    await this.session.rollBack();
    const holders = await lockBlockers(this.session, statement);
    if (attempt === ATTEMPTS) throw new MigrationLockError(error, holders, attempt, []);
    const pauseMs = Math.min(this.target.settings.lockTimeoutMs * 2 ** (attempt - 2), LONGEST_TIMER_MS);
    this.observer.onRetry?.({ name: error.failure.name, statement, holders, attempt, pauseMs });
    await setTimeout(pauseMs);
  }

  /** Commits. Deferred constraints are checked now, so a COMMIT too can fail because of what a migration did. */
  private async commit(runs: readonly MigrationRun[]): Promise<void> {
    try {
      await this.session.runner.commitTransaction();
    } catch (error) {
      const names = runs.map(({ name }) => name).join(', ');
      throw new MigrationError({ ...this.failureOf(names, true), atCommit: true }, error as Error);
    }
    this.settle(runs);
  }

  private settle(runs: readonly MigrationRun[]): void {
    this.committed.push(...runs);
    this.observer.onCommit?.(runs);
  }

  private failureOf(name: string, transaction: boolean): MigrationFailure {
    return { name, direction: this.work.direction, transaction, committed: [...this.committed] };
  }

  private async timed(migration: Migration, transaction: boolean): Promise<MigrationRun> {
    const { name } = migration;
    const started = performance.now();
    let run: MigrationRun;
    try {
      requireMethod(migration, this.work.direction);
      const details = await leavingNoneOpen(this.session.runner, () => this.work.perform(migration));
      run = { name, durationMs: performance.now() - started };
      await this.journal.record(run, details);
    } catch (error) {
      throw new MigrationError(this.failureOf(name, transaction), thrownError(this.session.whyOf(error)));
    }
    this.observer.onMigration?.(run);
    return run;
  }
}
