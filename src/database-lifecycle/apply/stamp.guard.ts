import { EnvironmentStampError } from '../errors/environment-stamp.error';
import { LifecycleConfigurationError } from '../errors/lifecycle-configuration.error';
import type { JournalState } from '../interfaces/journal.interface';
import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import { belongsTo, mayMigrate } from '../plan/stamp.rules';

const NO_JOURNAL = 'there and is no journal (another kind of relation, or a table without its columns)';

type Guarded = Pick<LifecycleTarget, 'settings' | 'journal'>;

/** @throws LifecycleConfigurationError when what bears the journal's name is something else */
export function refuseTakenJournal(journal: NamedObject, { taken }: JournalState): void {
  if (taken) throw LifecycleConfigurationError.journalTaken(journal, NO_JOURNAL);
}

/** A stamp that can not be read may be any; where the variables say production the strict rules hold in any case. */
function refuseHidden({ settings, journal }: Guarded, state: JournalState): void {
  refuseTakenJournal(journal, state);
  const { name, policy } = settings.environment;
  if (state.exists && !state.readable && policy === 'auto-create')
    throw EnvironmentStampError.hidden(state, name, journal);
}

/**
 * Asks the database as well as the variables, before anything is created, seeded, reverted or dropped.
 * @throws EnvironmentStampError when the database belongs to another environment, or where that can not be read;
 *   LifecycleConfigurationError when the journal's name is somebody else's
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
