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

/** Times one run, in milliseconds. Garbage of others is collected before the clock starts. */
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
 * Lets all take turns, a different one beginning each round, so that other work of the machine affects all alike. A first
 * round is not counted: it compiles code and fills caches. node's --no-flush-bytecode keeps the compiled code, which V8
 * would drop after a few collections without use. A contestant that fails is not asked again.
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

/** How many times the patience a single slow run may take. */
const ONE_RUN = 60;

/**
 * One that was slower than `patienceMs` gets a single run at the next size, or none if, growing with the square of the
 * size, it would take more than 60 times the patience. One that failed is left out.
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
