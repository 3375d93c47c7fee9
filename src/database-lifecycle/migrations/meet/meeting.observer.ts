import type { FinishedMigration } from '../../interfaces/migration-meeting.interface';
import type { StampedMigration } from '../../interfaces/stamp-report.interface';
import type { ShadowServerProvider } from '../../shadow/shadow.provider';
import type { MigrationObserver } from '../migration.performer';

export interface MeetingObserver extends MigrationObserver {
  /** After a migration was recorded as run, as what it makes was there already. */
  onStamp?(migration: StampedMigration): void;
  /**
   * After others were recorded: this one is run, as it changes only rows or nothing, so that nobody can know whether it
   * was done.
   */
  onTraceless?(name: string, isEmpty: boolean): void;
  /** A part of what it makes was there already, so only the rest was done; it is committed with the others. */
  onFinish?(migration: FinishedMigration): void;
  /** Why existing tables could not be compared with what the migrations make; the migrations are just run. */
  onUncompared?(why: string): void;
}

export interface MeetingOptions {
  /** Where shadow databases are made. Default: on the connected server, in development and test only. */
  readonly shadowServer?: ShadowServerProvider;
}
