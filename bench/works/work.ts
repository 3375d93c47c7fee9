import type { BenchServer } from '../bench.server';
import type { Figure } from '../turns';

export interface WorkSettings {
  readonly server: BenchServer;
  readonly rounds: number;
  /** Numbers of tables. */
  readonly sizes: readonly number[];
  /** Peers slower than this at one size are left out of the next. */
  readonly patienceMs: number;
}

export interface Work {
  readonly name: string;
  readonly title: string;
  run(settings: WorkSettings, tell: (line: string) => void): Promise<Figure[]>;
}
