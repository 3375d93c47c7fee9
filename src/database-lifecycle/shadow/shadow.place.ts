import type { LifecycleEnvironment } from '../interfaces/environment.interface';
import type { ServerFacts } from './shadow.query';

/** Why no shadow database is made on the connected server. */
export type ShadowObstacle =
  | { readonly kind: 'environment'; readonly environment: string }
  | { readonly kind: 'role'; readonly role: string }
  | { readonly kind: 'read only' };

type RoleFacts = Pick<ServerFacts, 'role' | 'createsDatabases' | 'readOnly'>;

/** What keeps a role from making databases, by what its server says of it. */
export function roleObstacle({ role, createsDatabases, readOnly }: RoleFacts): ShadowObstacle | undefined {
  if (readOnly) return { kind: 'read only' };
  return createsDatabases ? undefined : { kind: 'role', role };
}

/** What keeps shadows away from the connected server; undefined when they may be made there. Pure. */
export const shadowObstacle = ({ name, policy }: LifecycleEnvironment, facts: RoleFacts): ShadowObstacle | undefined =>
  policy === 'auto-create' ? roleObstacle(facts) : { kind: 'environment', environment: name };
