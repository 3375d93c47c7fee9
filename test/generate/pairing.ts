import { isDeepStrictEqual } from 'node:util';
import { baseModel } from './base.model';
import type { Change } from './change';
import type { Model } from './model';

/** The base with the changes made in their order; null when one takes away what the next is about. */
export function modelAfter(changes: readonly Change[]): Model | null {
  const model = baseModel();
  try {
    for (const { make } of changes) make(model);
    return model;
  } catch {
    return null;
  }
}

/**
 * Two changes go together when their order does not matter. Where it does they are about the very same thing, and no
 * entities are both: a column can't be removed and renamed. Nor has a rename two answers.
 */
export function goTogether([one, other]: readonly [Change, Change]): boolean {
  const [there, back] = [modelAfter([one, other]), modelAfter([other, one])];
  const [answers, others] = [one.renames ?? {}, other.renames ?? {}];
  const agree = Object.entries(answers).every(([path, to]) => (others[path] ?? to) === to);
  return agree && there !== null && back !== null && isDeepStrictEqual(there, back);
}

export const pairsOf = (changes: readonly Change[]): [Change, Change][] =>
  changes.flatMap((one, index) => changes.slice(index + 1).map((other): [Change, Change] => [one, other]));

export const nameOf = (changes: readonly Change[]): string => changes.map(({ name }) => name).join(' + ');
