import { setTimeout as sleep } from 'node:timers/promises';
import { LONGEST_TIMER_MS } from '../longest.timer';

/**
 * An address that swallows packets, or a server that never answers, would keep us for minutes otherwise.
 * @throws Error with code ETIMEDOUT when the work, which goes on, is not settled by then
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
    // What waits for so long would keep the result as well.
    waiting.abort();
  }
}
