import type { HeldRelation, Holdings } from '../interfaces/holdings.interface';
import type { SqlSession } from '../sql/sql.session';
import { holdingsQuery, type HoldingsRequest } from './holdings.query';

type RawRelation = Omit<HeldRelation, 'needs'> & { readonly needs: readonly string[] | null };
type Lists = 'relations' | 'types' | 'idleTypes' | 'sharedTypes' | 'parts' | 'dependents' | 'constraints';
type RawHoldings = Omit<Holdings, Lists> & { readonly [Key in Exclude<Lists, 'relations'>]: Holdings[Key] | null } & {
  readonly relations: readonly RawRelation[] | null;
};

/** json_agg() of no rows is null. */
const toHoldings = (raw: RawHoldings): Holdings => ({
  ...raw,
  relations: (raw.relations ?? []).map((relation) => ({ ...relation, needs: relation.needs ?? [] })),
  types: raw.types ?? [],
  idleTypes: raw.idleTypes ?? [],
  sharedTypes: raw.sharedTypes ?? [],
  parts: raw.parts ?? [],
  dependents: raw.dependents ?? [],
  constraints: raw.constraints ?? [],
});

/** What is there of the relations, and what hangs on it: one round trip, reads only. */
export async function inspectHoldings(session: SqlSession, request: HoldingsRequest): Promise<Holdings> {
  const [rows] = await session.send(holdingsQuery(request));
  return toHoldings(rows![0]!.holdings as RawHoldings);
}
