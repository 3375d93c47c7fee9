import type { DestructiveAct } from '../interfaces/consent.interface';
import type { ResetOptions } from '../interfaces/reset-plan.interface';

/** A reset as it is consented to. @param words flags that it was called with beside those of its options */
export const resetAct = (
  { undo = true, includeDependents = false }: ResetOptions,
  ...words: readonly string[]
): DestructiveAct => ({
  command: 'db:init',
  words: ['--force', ...(undo ? [] : ['--no-undo']), ...(includeDependents ? ['--include-dependents'] : []), ...words],
  asks: undo ? 'whether all these rows may be set aside' : 'whether all these rows may go for good',
  instead: 'Change tables by migrations: npm run migration:run',
});
