import { setTimeout } from 'node:timers/promises';

/** Times of one contestant at one piece of work and one size. */
export interface Figure {
  readonly work: string;
  readonly size: number;
  readonly contestant: string;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly runs: number;
  readonly unit: 'ms' | 'MB';
  /** How often it waited for the server, counted on the wire in a run that is not timed. */
  readonly roundTrips?: number;
  /** Why it could not do it; its times are 0 then. */
  readonly failure?: string;
}

/** How much of it is waited for. */
export interface Patience {
  /** One run and no more, as it is slow; default false. */
  readonly once?: boolean;
}

export interface Turn extends Patience {
  readonly contestant: string;
  /** One run: milliseconds. */
  run(): Promise<number>;
}

const medianOf = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

/** The collector's threads sweep on when it has returned; on few cores the server would have to share them. */
const SWEEPING_MS = 30;

/** Milliseconds. What others left is collected before the clock starts, so that nobody pays for another's garbage. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  globalThis.gc?.();
  await setTimeout(SWEEPING_MS);
  const start = performance.now();
  await work();
  return performance.now() - start;
}

export const figureOf = (
  what: Pick<Figure, 'work' | 'size' | 'unit'>,
  contestant: string,
  values: readonly number[],
): Figure => ({
  ...what,
  contestant,
  median: medianOf(values),
  min: Math.min(...values),
  max: Math.max(...values),
  runs: values.length,
});

const failed = (what: Pick<Figure, 'work' | 'size' | 'unit'>, contestant: string, failure: string): Figure => ({
  ...figureOf(what, contestant, [0]),
  runs: 0,
  failure,
});

/**
 * Lets all take turns, each round begun by another one, so that what the machine does meanwhile falls on all alike. One
 * round before the first is not counted: code is compiled and caches are filled in it; node's --no-flush-bytecode keeps
 * the code, of which V8 else lets go what was not run for a few collections. Who fails is not asked again.
 */
export async function inTurns(
  { work, size }: Pick<Figure, 'work' | 'size'>,
  turns: readonly Turn[],
  rounds: number,
): Promise<Figure[]> {
  const values = new Map(turns.map(({ contestant }) => [contestant, [] as number[]]));
  const failures = new Map<string, string>();
  for (let round = -1; round < rounds; round += 1) {
    for (let turn = 0; turn < turns.length; turn += 1) {
      const { contestant, once = false, run } = turns[(turn + round + 1) % turns.length]!;
      if (failures.has(contestant) || (once && round !== 0)) continue;
      try {
        const value = await run();
        if (round >= 0) values.get(contestant)!.push(value);
      } catch (error) {
        failures.set(contestant, (error as Error).message);
      }
    }
  }
  const what = { work, size, unit: 'ms' as const };
  return turns.map(({ contestant }) => {
    const failure = failures.get(contestant);
    return failure === undefined
      ? figureOf(what, contestant, values.get(contestant)!)
      : failed(what, contestant, failure);
  });
}

/** Longer than so many times the patience nobody is waited for. */
const ONE_RUN = 60;

/**
 * Who was slower than `patienceMs` gets one run at the next size, if it would not take more than 60 times that should
 * its time grow with the square of the size; else it is left out, as is who failed.
 */
export function patienceFor<Named extends { readonly name: string }>(
  contestant: Named,
  figures: readonly Figure[],
  growth: number,
  patienceMs: number,
): (Named & Patience)[] {
  const { median, failure } = figures.find((figure) => figure.contestant === contestant.name) ?? { median: 0 };
  if (failure !== undefined || median * growth ** 2 > patienceMs * ONE_RUN) return [];
  return [{ ...contestant, once: median > patienceMs }];
}
