import type { BenchServer } from '../bench.server';
import type { Figure } from '../turns';

export interface WorkSettings {
  readonly server: BenchServer;
  readonly rounds: number;
  /** Numbers of tables. */
  readonly sizes: readonly number[];
  /** Peers slower than this at one size get one run at the next, or none. */
  readonly patienceMs: number;
}

export interface Work {
  readonly name: string;
  readonly title: string;
  /** Numbers of tables (or of rows to seed) that it is measured with, unless others are asked for; empty where its own size is fixed. */
  readonly sizes: readonly number[];
  run(settings: WorkSettings, tell: (line: string) => void): Promise<Figure[]>;
}
