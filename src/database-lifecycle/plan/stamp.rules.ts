import { environmentNamed } from '../environment';
import type { LifecycleEnvironment } from '../interfaces/environment.interface';
import type { EnvironmentStamp, JournalState } from '../interfaces/journal.interface';

type Stamped = Pick<JournalState, 'exists' | 'readable' | 'stamp'>;

/** Stands for the environment of a database whose stamp can not be read: unknown never means permissive. */
const UNKNOWN = environmentNamed('unknown');

const isThrowAway = ({ policy }: LifecycleEnvironment): boolean => policy === 'auto-create';

/**
 * Whether a database with this stamp is one of the environment's. Development and test are one class, throw-away: each
 * may create, seed and drop, and a developer's tests often run on the database that the app was started on.
 */
export const belongsTo = (environment: LifecycleEnvironment, { environment: name }: EnvironmentStamp): boolean =>
  environment.name === name || (isThrowAway(environment) && isThrowAway(environmentNamed(name)));

/**
 * What the database has to be treated as: the stricter of what the variables and what the stamp say. A database without
 * a stamp is what the variables say.
 */
export function actingEnvironment(
  environment: LifecycleEnvironment,
  { exists, readable, stamp }: Stamped,
): LifecycleEnvironment {
  if (!isThrowAway(environment)) return environment;
  if (exists && !readable) return UNKNOWN;
  return stamp && !belongsTo(environment, stamp) ? environmentNamed(stamp.environment) : environment;
}

/**
 * Whether migrations may run from this environment on a database with this stamp: on one's own, and upwards. A database
 * that begins to serve as production (a promoted or cloned one) gets its migrations and the new stamp with them:
 * refusing would stop a deploy in the night, and keeping the old stamp would leave the new production open to `--force`
 * from any desk. Downwards it is refused, as it is most likely a wrong URL, and migrations that were not released would
 * alter production for good; a deploy that only lost its ENVIRONMENT is helped by setting it. Between two guarded
 * environments, e.g. staging on a dump of production, nobody can tell the two apart but a person, who restamps.
 */
export const mayMigrate = (environment: LifecycleEnvironment, stamp: EnvironmentStamp): boolean =>
  belongsTo(environment, stamp) ||
  isThrowAway(environmentNamed(stamp.environment)) ||
  environment.name === 'production';
