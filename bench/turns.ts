/** Times of one contestant at one piece of work and one size. */
export interface Figure {
  readonly work: string;
  readonly size: number;
  readonly contestant: string;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly runs: number;
  readonly unit: 'ms' | 'rows/s';
  /** How often it waited for the server, counted on the wire in a run that is not timed. */
  readonly roundTrips?: number;
}

export interface Turn {
  readonly contestant: string;
  /** One run: milliseconds, or whatever the unit is. */
  run(): Promise<number>;
}

export const medianOf = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

export async function timed(work: () => Promise<unknown>): Promise<number> {
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

/**
 * Lets all take turns, each round begun by another one, so that what the machine does meanwhile falls on all alike. One
 * round before the first is not counted: code is compiled and caches are filled in it.
 */
export async function inTurns(
  { work, size, unit = 'ms' }: Pick<Figure, 'work' | 'size'> & { unit?: Figure['unit'] },
  turns: readonly Turn[],
  rounds: number,
): Promise<Figure[]> {
  const values = new Map(turns.map(({ contestant }) => [contestant, [] as number[]]));
  for (let round = -1; round < rounds; round += 1) {
    for (let turn = 0; turn < turns.length; turn += 1) {
      const { contestant, run } = turns[(turn + round + 1) % turns.length]!;
      const value = await run();
      if (round >= 0) values.get(contestant)!.push(value);
    }
  }
  return turns.map(({ contestant }) => figureOf({ work, size, unit }, contestant, values.get(contestant)!));
}

/** Those that were not slower than that: the others are left out of what is larger. */
export const patientWith = <Named extends { readonly name: string }>(
  all: readonly Named[],
  figures: readonly Figure[],
  patienceMs: number,
): Named[] => {
  const slow = new Set(figures.filter(({ median }) => median > patienceMs).map(({ contestant }) => contestant));
  return all.filter(({ name }) => !slow.has(name));
};
