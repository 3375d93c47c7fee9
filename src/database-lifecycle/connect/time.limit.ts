import { setTimeout as sleep } from 'node:timers/promises';

/**
 * An address that swallows packets, or a server that never answers, would keep us for minutes otherwise.
 * @throws Error with code ETIMEDOUT when the work, which goes on, is not settled by then
 */
export const within = <Result>(timeoutMs: number, work: Promise<Result>): Promise<Result> =>
  Promise.race([
    work,
    sleep(timeoutMs, undefined, { ref: false }).then((): never => {
      throw Object.assign(new Error('timeout expired'), { code: 'ETIMEDOUT' });
    }),
  ]);
