import { recordFailure } from '../apply/failure.recorder';
import { addToJournal } from '../apply/journal.writer';
import { refuseForeignDatabase, refuseForeignMigration } from '../apply/stamp.guard';
import { MigrationError, MigrationLockError } from '../errors/migration.error';
import { inspectJournal } from '../inspect/journal.inspector';
import type { EnvironmentStamp, JournalEvent, JournalNote } from '../interfaces/journal.interface';
import type { MigrationRun } from '../interfaces/migration-report.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import { belongsTo } from '../plan/stamp.rules';
import type { SqlSession } from '../sql/sql.session';

export interface JournalObserver {
  /** Once, before the first migration on a database that another environment's stamp is on, and that gets ours with it. */
  onForeignStamp?(stamp: EnvironmentStamp): void;
  /** Once, when the journal could not be written; the migrations are run all the same. */
  onUnrecorded?(why: string): void;
}

/** What one run asks of the journal, and adds to it. */
export class MigrationJournal {
  private readonly told = new Set<string>();
  private readonly event: JournalEvent;

  constructor(
    private readonly session: SqlSession,
    private readonly target: LifecycleTarget,
    direction: 'up' | 'down',
    private readonly observer: JournalObserver,
  ) {
    this.event = direction === 'up' ? 'migrate' : 'revert';
  }

  /** @throws EnvironmentStampError when the database belongs to another environment */
  async refuseForeign(): Promise<void> {
    const state = await inspectJournal(this.session, this.target.journal);
    const refuse = this.event === 'migrate' ? refuseForeignMigration : refuseForeignDatabase;
    refuse(this.target, state);
    const { stamp } = state;
    if (!stamp || belongsTo(this.target.settings.environment, stamp)) return;
    this.once('foreign', () => this.observer.onForeignStamp?.(stamp));
  }

  /** In the migration's transaction if it has one, else right behind it. */
  async record(run: MigrationRun, details: JournalNote['details']): Promise<void> {
    const why = await addToJournal(this.session, this.target, [{ event: this.event, details, ...run }]);
    if (why !== undefined) this.once('unrecorded', () => this.observer.onUnrecorded?.(why));
  }

  async recordFailure(error: unknown): Promise<void> {
    if (!(error instanceof MigrationError) && !(error instanceof MigrationLockError)) return;
    await recordFailure(this.session, this.target, { event: this.event, name: error.failure.name }, error);
  }

  private once(what: string, tell: () => void): void {
    if (this.told.has(what)) return;
    this.told.add(what);
    tell();
  }
}
