import * as fc from 'fast-check';
import { extent, faultsSeed } from './extent';

/** Longer than a case of a single operation takes: one that hangs fails, and shrinks as any other. */
const CASE_MS = 60_000;
/** A counterexample is worth this much time to make it smaller; then the smallest so far is printed. */
const SHRINKING_MS = 120_000;

/** How long all runs of one property may take, so that none goes on for ever. */
export const ENOUGH_MS = extent(300_000, 7_200_000);

/**
 * Tries a property with the seed of this run; the smallest case that fails is printed as it prints itself.
 * @param caseMs how long one case may take, in milliseconds
 * @returns once all runs have held
 */
export async function holds<Case>(
  runs: number,
  cases: fc.Arbitrary<Case>,
  check: (one: Case) => Promise<void>,
  caseMs = CASE_MS,
): Promise<void> {
  let failedAt: number | undefined;
  const property = fc.asyncProperty(cases, async (one) => {
    if (failedAt !== undefined && performance.now() - failedAt > SHRINKING_MS) return;
    try {
      await check(one);
    } catch (error) {
      failedAt ??= performance.now();
      throw error;
    }
  });
  await fc.assert(property, { seed: faultsSeed() | 0, numRuns: runs, timeout: caseMs });
}
