import type { BenchModel } from '../model';

/** Something that makes a database what a model asks for, connected and with its own metadata built. */
export interface Opened {
  /** What is measured: looks at the database and makes what is missing. */
  sync(): Promise<unknown>;
  close(): Promise<unknown>;
}

/**
 * For node-postgres' pool: a slow peer's turn may take longer than the 10 s after which an idle connection is closed, and
 * connecting is not part of what is measured.
 */
export const KEPT_OPEN = { idleTimeoutMillis: 0 };

export interface Contestant {
  readonly name: string;
  /** Makes the tables that it starts on, where it can't make as many by itself; default itself. */
  readonly maker?: Contestant;
  open(url: string, model: BenchModel): Promise<Opened>;
}
