import { setTimeout as sleep } from 'node:timers/promises';
import type { Readiness } from '../interfaces/readiness.interface';
import { READY, UNREACHABLE } from './readiness.rules';

/** How long one answer is reused, in milliseconds, however many probes ask. */
export const STANDS_MS = { ready: 5_000, notReady: 2_000 } as const;
/** How long a probe waits for a look, in milliseconds. */
export const ANSWER_WITHIN_MS = 1_500;

/** Shares each look at the database among all who ask meanwhile and shortly after. */
export class ReadinessMonitor {
  private running?: Promise<Readiness>;
  private last?: { readonly readiness: Readiness; readonly until: number };

  /**
   * @param look called for one look at a time; a rejection means that the database is unreachable
   * @param onChange told when a look finds something else than the last one did; at first, ready is expected
   */
  constructor(
    private readonly look: () => Promise<Readiness>,
    private readonly onChange: (readiness: Readiness, failure?: Error) => void,
  ) {}

  /**
   * Answers within {@link ANSWER_WITHIN_MS}; a look that takes longer counts as unreachable. Rejects only with what
   * `onChange` throws.
   */
  async read(): Promise<Readiness> {
    if (this.last && performance.now() < this.last.until) return this.last.readiness;
    const waiting = new AbortController();
    const overdue = sleep(ANSWER_WITHIN_MS, UNREACHABLE, { signal: waiting.signal, ref: false });
    try {
      return await Promise.race([(this.running ??= this.run()), overdue]);
    } finally {
      overdue.catch(() => undefined);
      waiting.abort();
    }
  }

  private async run(): Promise<Readiness> {
    let failure: Error | undefined;
    let readiness = UNREACHABLE;
    try {
      readiness = await this.look();
    } catch (error) {
      failure = error as Error;
    }
    const before = this.last?.readiness ?? READY;
    const standsMs = readiness.ready ? STANDS_MS.ready : STANDS_MS.notReady;
    this.last = { readiness, until: performance.now() + standsMs };
    this.running = undefined;
    // Last, so that a logger that throws fails one probe and not all that follow.
    if (readiness.reasons.join() !== before.reasons.join()) this.onChange(readiness, failure);
    return readiness;
  }
}
