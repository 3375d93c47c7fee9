import { seededRandom } from '../../corpus/random';

/** Choices that the same seed makes again. */
export interface Chance {
  /** An integer from `low` to `high`, both included. */
  integer(low: number, high: number): number;
  pick<T>(options: readonly T[]): T;
  /** Whether something of this probability happens. */
  happens(probability: number): boolean;
  /** A word for what has to differ, and for `md5()` to sort by. */
  word(): string;
}

export function chanceOf(seed: string): Chance {
  const random = seededRandom(seed);
  const integer = (low: number, high: number): number => low + Math.floor(random() * (high - low + 1));
  return {
    integer,
    pick: (options) => options[integer(0, options.length - 1)]!,
    happens: (probability) => random() < probability,
    word: () => Array.from({ length: 6 }, () => 'abcdefghijklmnopqrstuvwxyz'[integer(0, 25)]!).join(''),
  };
}
