import type { RelationStatistics } from './statistics.interface';
import type { Trash, UnreadableTrash } from './trash.interface';

/** A relation that was set aside, as it stands now. */
export interface TrashedRelation extends RelationStatistics {
  /** Where it belongs, as `schema.name`. */
  readonly table: string;
  /** Where it is kept. */
  readonly kept: string;
  /** What it is. */
  readonly kind: 'table' | 'view' | 'materialized view';
}

/** One trash: what it holds, and what stands against bringing it back or deleting it. */
export interface TrashStatus extends Pick<Trash['manifest'], 'at' | 'cause' | 'host' | 'application'> {
  /** Of its first schema, e.g. `trash_20261124_183012`. */
  readonly name: string;
  /** By the server's clock. */
  readonly ageSeconds: number;
  /** What it holds. */
  readonly relations: readonly TrashedRelation[];
  /** Of all its tables; null where those of one can not be counted. */
  readonly rows: number | null;
  /** Whether `rows` is an estimate, in part at least. */
  readonly estimated: boolean;
  /** Of all its tables with their indexes and TOAST. */
  readonly bytes: number;
  /** Relations that the reset set aside and that are not there any more, as `schema.name` at home. */
  readonly lost: readonly string[];
  /** What is not of the reset and lies among it or depends on it, in PostgreSQL's words: it keeps a purge from happening. */
  readonly strangers: readonly string[];
  /** Relations and schemas that others own, with their owners: this role may not touch them. */
  readonly locked: readonly string[];
  /** The command that brings it back. */
  readonly restore: string;
}

/** What `db:trash --json` prints. */
export interface TrashReport {
  /** Its name. */
  readonly database: string;
  /** How many of the newest are kept whatever their age. `Infinity`, as the option may be, is null in JSON. */
  readonly keepResets: number;
  /** The newest first. */
  readonly trashes: readonly TrashStatus[];
  /** Schemas that bear this app's mark, but can not be read. */
  readonly unreadable: readonly UnreadableTrash[];
  /** Schemas that another app, or this one with another default schema or migrations table, has set aside. */
  readonly others: readonly string[];
}

/** A trash that was deleted. */
export interface PurgeReport {
  /** Of its first schema. */
  readonly name: string;
  /** Relations that it held, as `schema.name` at home. */
  readonly dropped: readonly string[];
  /** Why the journal does not know of it; left out when it does. */
  readonly unrecorded?: string;
  /** In milliseconds. */
  readonly durationMs: number;
}
