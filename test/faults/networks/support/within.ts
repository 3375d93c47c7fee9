import { setTimeout as sleep } from 'node:timers/promises';

/** @throws Error when the work is not settled by then: it hangs */
export const within = <Result>(limitMs: number, work: Promise<Result>): Promise<Result> =>
  Promise.race([
    work,
    sleep(limitMs, undefined, { ref: false }).then((): never => {
      throw new Error(`It hangs: not settled within ${limitMs} ms`);
    }),
  ]);
