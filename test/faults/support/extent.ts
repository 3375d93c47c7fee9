/** The seed of this run: an integer from 0 to 2^31 - 1. The same seed makes the same cases. */
export function faultsSeed(): number {
  const seed = Number(process.env.FAULTS_SEED);
  if (!Number.isInteger(seed)) throw new Error('FAULTS_SEED is not an integer: the global setup of this suite sets it');
  return seed;
}

/** So many cases or rounds in CI, so many under `FAULTS=long`. */
export const extent = <Extent>(inCi: Extent, long: Extent): Extent => (process.env.FAULTS === 'long' ? long : inCi);
