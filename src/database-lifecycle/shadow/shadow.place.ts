import type { LifecycleEnvironment } from '../interfaces/environment.interface';
import type { ServerFacts } from './shadow.query';

/** Why no shadow database is made on the connected server. */
export type ShadowObstacle =
  | { readonly kind: 'environment'; readonly environment: string }
  | { readonly kind: 'stamp'; readonly environment: string }
  | { readonly kind: 'role'; readonly role: string }
  | { readonly kind: 'read only' };

type RoleFacts = Pick<ServerFacts, 'role' | 'createsDatabases' | 'readOnly'>;

/** What keeps a role from making databases, by what its server says of it. */
export function roleObstacle({ role, createsDatabases, readOnly }: RoleFacts): ShadowObstacle | undefined {
  if (readOnly) return { kind: 'read only' };
  return createsDatabases ? undefined : { kind: 'role', role };
}

/**
 * What keeps shadows away from the connected server; undefined when they may be made there. Pure.
 * @param acting what the database has to be treated as, by the variables and by its own stamp
 */
export function shadowObstacle(
  environment: LifecycleEnvironment,
  acting: LifecycleEnvironment,
  facts: RoleFacts,
): ShadowObstacle | undefined {
  if (environment.policy !== 'auto-create') return { kind: 'environment', environment: environment.name };
  return acting.policy === 'auto-create' ? roleObstacle(facts) : { kind: 'stamp', environment: acting.name };
}
