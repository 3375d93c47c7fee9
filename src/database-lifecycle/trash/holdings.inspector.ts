import type { HeldRelation, Holdings } from '../interfaces/holdings.interface';
import type { Sender } from '../apply/clearing.executor';
import type { Row } from '../sql/sql.session';
import { holdingsQuery, type HoldingsRequest } from './holdings.query';

type RawRelation = Omit<HeldRelation, 'needs'> & { readonly needs: readonly string[] | null };
type Lists =
  | 'relations'
  | 'types'
  | 'idleTypes'
  | 'sharedTypes'
  | 'parts'
  | 'dependents'
  | 'parents'
  | 'constraints'
  | 'neighbours';
type RawHoldings = Omit<Holdings, Lists> & { readonly [Key in Exclude<Lists, 'relations'>]: Holdings[Key] | null } & {
  readonly relations: readonly RawRelation[] | null;
};

/** json_agg() of no rows is null. */
const fromRaw = (raw: RawHoldings): Holdings => ({
  ...raw,
  relations: (raw.relations ?? []).map((relation) => ({ ...relation, needs: relation.needs ?? [] })),
  types: raw.types ?? [],
  idleTypes: raw.idleTypes ?? [],
  sharedTypes: raw.sharedTypes ?? [],
  parts: raw.parts ?? [],
  dependents: raw.dependents ?? [],
  parents: raw.parents ?? [],
  constraints: raw.constraints ?? [],
  neighbours: raw.neighbours ?? [],
});

/** Of the answer to {@link holdingsQuery}. */
export const toHoldings = (rows: readonly Row[]): Holdings => fromRaw(rows[0]!.holdings as RawHoldings);

/**
 * What is there of the relations of each request, and what hangs on it: one round trip, reads only but for the locks.
 * @param locks are taken before, so that what others have committed meanwhile is seen
 */
export async function inspectHoldings(
  sender: Sender,
  requests: readonly HoldingsRequest[],
  locks: readonly string[] = [],
): Promise<Holdings[]> {
  const answers = await sender.send(...locks, ...requests.map(holdingsQuery));
  return answers.slice(locks.length).map(toHoldings);
}
