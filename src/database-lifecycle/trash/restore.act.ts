import type { DestructiveAct } from '../interfaces/consent.interface';
import type { RestoreOptions } from '../interfaces/restore-plan.interface';

/** A restore as it is consented to. */
export const restoreAct = ({ name, includeDependents = false }: RestoreOptions): DestructiveAct => ({
  command: 'db:restore',
  words: [...(name === undefined ? [] : [name]), ...(includeDependents ? ['--include-dependents'] : [])],
  asks: 'whether what is there now may be set aside for it',
});
