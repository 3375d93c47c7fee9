import type { StatementEffect } from './effect.differ';

export interface ObservedStatement extends StatementEffect {
  /** Name of the migration's class. */
  readonly migration: string;
  readonly sql: string;
  readonly parameters: number;
  /** The same for statements that are committed together; null for one that commits by itself. */
  readonly transaction: string | null;
  /** False when its locks were gone before they could be read. */
  readonly locksSeen: boolean;
  /** Every table that was there before, by path. */
  readonly existing: readonly string[];
}
