import { EnvironmentStampError } from '../errors/environment-stamp.error';
import type { JournalState } from '../interfaces/journal.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import { belongsTo, mayMigrate } from '../plan/stamp.rules';

type Guarded = Pick<LifecycleTarget, 'settings' | 'journal'>;

/** A stamp that can not be read may be any; where the variables say production the strict rules hold in any case. */
function refuseHidden({ settings, journal }: Guarded, state: JournalState): void {
  const { name, policy } = settings.environment;
  if (state.exists && !state.readable && policy === 'auto-create')
    throw EnvironmentStampError.hidden(state, name, journal);
}

/**
 * Asks the database as well as the variables, before anything is created, seeded, reverted or dropped.
 * @throws EnvironmentStampError when the database belongs to another environment, or where that can not be read
 */
export function refuseForeignDatabase(target: Guarded, state: JournalState): void {
  const { environment } = target.settings;
  refuseHidden(target, state);
  if (state.stamp && !belongsTo(environment, state.stamp))
    throw EnvironmentStampError.mismatch(state, environment.name, state.stamp);
}

/**
 * Asks the database before migrations are run on it.
 * @throws EnvironmentStampError when they may not, see {@link mayMigrate}
 */
export function refuseForeignMigration(target: Guarded, state: JournalState): void {
  const { environment } = target.settings;
  refuseHidden(target, state);
  if (state.stamp && !mayMigrate(environment, state.stamp))
    throw EnvironmentStampError.migration(state, environment.name, state.stamp);
}
