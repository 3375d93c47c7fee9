import type { DestructiveAct } from '../interfaces/consent.interface';

/** Emptying tables for their seeders, as it is consented to. @param words flags that it was called with, beside `--fresh` */
export const freshAct = (...words: readonly string[]): DestructiveAct => ({
  command: 'db:seed',
  words: ['--fresh', ...words],
  asks: 'whether the rows of these tables may go',
});
