import type { DestructiveAct } from '../interfaces/consent.interface';

/** A purge as it is consented to. @param words what it was called with, e.g. a name */
export const purgeAct = (...words: readonly string[]): DestructiveAct => ({
  command: 'db:purge',
  words,
  asks: 'whether all these rows may go for good',
});
