import { setTimeout as sleep } from 'node:timers/promises';
import { LONGEST_TIMER_MS } from '../longest.timer';

/**
 * Waits for the work, but not longer than this: an address that drops packets would keep us for minutes.
 * @throws Error with code ETIMEDOUT when the work is not settled by then; it is not stopped
 */
export async function within<Result>(timeoutMs: number, work: Promise<Result>): Promise<Result> {
  const waiting = new AbortController();
  const overdue = async (): Promise<never> => {
    await sleep(Math.min(timeoutMs, LONGEST_TIMER_MS), undefined, { signal: waiting.signal, ref: false });
    throw Object.assign(new Error('timeout expired'), { code: 'ETIMEDOUT' });
  };
  try {
    return await Promise.race([work, overdue()]);
  } finally {
    // A pending timer would keep the result in memory.
    waiting.abort();
  }
}
