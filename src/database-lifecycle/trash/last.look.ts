import type { LastLook } from '../apply/clearing.executor';
import { ResetRefusedError } from '../errors/reset-refused.error';
import type { Holdings } from '../interfaces/holdings.interface';
import { pathOf } from '../sql/identifier';
import { toHoldings } from './holdings.inspector';
import { holdingsQuery, type HoldingsRequest } from './holdings.query';
import { lockOthers, unlocked, type Lockable } from './relation.locks';

/** What a plan was made for, and how it was asked for. */
export interface LookedAt {
  readonly request: HoldingsRequest;
  readonly holdings: Holdings;
}

/** @throws ResetRefusedError for what was found but is not what was locked by its name */
export function refuseUnlocked(found: readonly Lockable[], locked: readonly Lockable[]): void {
  const others = unlocked(found, locked);
  if (others.length > 0) throw ResetRefusedError.meanwhile(others.map((other) => `${pathOf(other)} is new`));
}

const partsOf = ({ parts }: Holdings): string[] => parts.map((part) => `${part.oid} ${pathOf(part)}`).toSorted();

/** What a plan would be made of, in an order that does not depend on the server's. */
const essence = (holdings: Holdings): string =>
  JSON.stringify([holdings.relations, holdings.dependents, holdings.parents, holdings.constraints, partsOf(holdings)]);

/** Names what is new; what else there may be has no name of its own. */
function refuseChanged(now: Holdings, then: Holdings): void {
  if (essence(now) === essence(then)) return;
  const known = new Set(then.dependents.map(({ what }) => what));
  const added = now.dependents.filter(({ what }) => !known.has(what)).map(({ what }) => `${what} is new`);
  throw ResetRefusedError.meanwhile(added.length > 0 ? added : ['what hangs on the views is not what it was']);
}

/** For what LOCK TABLE has not locked of the relations: the views, before they are moved or dropped. */
export const lastLook = (relations: readonly Lockable[], looked: readonly LookedAt[]): LastLook => ({
  locks: lockOthers(relations),
  looks: looked.map(({ request }) => holdingsQuery(request)),
  verify: (answers) => looked.forEach(({ holdings }, index) => refuseChanged(toHoldings(answers[index]!), holdings)),
});
