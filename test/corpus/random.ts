import { createHash } from 'node:crypto';

/** Numbers in [0, 1) that the same seed gives again. */
export function seededRandom(seed: string): () => number {
  let draws = 0;
  return () => createHash('sha256').update(`${seed} ${draws++}`).digest().readUInt32BE() / 2 ** 32;
}

/** The same elements in an order that `random` decides (Fisher-Yates). */
export function shuffled<T>(elements: readonly T[], random: () => number): T[] {
  const result = [...elements];
  for (let last = result.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [result[last], result[other]] = [result[other]!, result[last]!];
  }
  return result;
}
