import { relative } from 'node:path';

/** A path as a person would type it: from where they are, unless it lies elsewhere. */
export function shownPath(file: string): string {
  const fromHere = relative('', file);
  return fromHere.startsWith('..') ? file : fromHere || '.';
}
