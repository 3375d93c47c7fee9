import { refuseForeignDatabase } from '../apply/stamp.guard';
import { serverPlace } from '../connect/server.place';
import { ConsentError } from '../errors/consent.error';
import type { Consent, DestructiveAct, ServerPlace } from '../interfaces/consent.interface';
import type { JournalState } from '../interfaces/journal.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import type { SqlSession } from '../sql/sql.session';

type Guarded = Pick<LifecycleTarget, 'settings' | 'journal'>;

/** @throws ConsentError where the variables name an environment that is not thrown away; asks no database */
export function refuseGuardedEnvironment({ settings }: Guarded, act: DestructiveAct): void {
  const { name, policy } = settings.environment;
  if (policy !== 'auto-create') throw ConsentError.environment(act, name);
}

/** Host names are case-insensitive. */
const isNamed = ({ host }: ServerPlace, remote: string): boolean => host.toLowerCase() === remote.toLowerCase();

function refuseUnnamedServer(place: ServerPlace, act: DestructiveAct, remote: string | undefined): void {
  if (remote !== undefined && !isNamed(place, remote)) throw ConsentError.otherServer(place, remote);
  if (remote === undefined && !place.local) throw ConsentError.remote(act, place);
}

/**
 * Checks all of the consent that can be checked without asking anybody, in this order: the environment's variables, the
 * database's own stamp, whether the server is this machine or the one that was named.
 * @throws ConsentError, EnvironmentStampError
 */
export async function refuseUnasked(
  session: SqlSession,
  target: Guarded,
  state: JournalState,
  act: DestructiveAct,
  remote: string | undefined,
): Promise<void> {
  refuseGuardedEnvironment(target, act);
  refuseForeignDatabase(target, state);
  refuseUnnamedServer(await serverPlace(session), act, remote);
}

/** @throws ConsentError unless the answer is the database's name */
export function refuseUnconfirmed(database: string, answer: string | null): void {
  if (answer !== database) throw ConsentError.notConfirmed(database, answer);
}

/**
 * Checks the whole consent, on the session that does the act and under the lifecycle lock: another process may have
 * changed the database's stamp while somebody was typing.
 * @throws ConsentError, EnvironmentStampError
 */
export async function refuseWithoutConsent(
  session: SqlSession,
  target: Guarded,
  state: JournalState,
  act: DestructiveAct,
  { database, remote }: Consent,
): Promise<void> {
  await refuseUnasked(session, target, state, act, remote);
  refuseUnconfirmed(state.database, database);
}
