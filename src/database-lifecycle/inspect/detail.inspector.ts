import type { DetailRequest } from '../interfaces/detail-request.interface';
import type { DetailSnapshot } from '../interfaces/schema-snapshot.interface';
import type { SqlSession } from '../sql/sql.session';
import { detailQuery } from './detail.query';

export type RawDetails = { readonly [Key in keyof DetailSnapshot]: DetailSnapshot[Key] | null };

/** json_agg() of no rows is null. */
export const toDetails = (raw: RawDetails): DetailSnapshot => ({
  schemas: raw.schemas ?? [],
  mayCreateSchemas: raw.mayCreateSchemas ?? false,
  types: raw.types ?? [],
  takenNames: raw.takenNames ?? [],
  parents: (raw.parents ?? []).map((parent) => ({ ...parent, columns: parent.columns ?? [], keys: parent.keys ?? [] })),
  extensions: raw.extensions ?? [],
  twins: raw.twins ?? [],
  elsewhere: raw.elsewhere ?? [],
  incomparable: raw.incomparable ?? [],
  searchPath: raw.searchPath ?? '',
  lockSlots: raw.lockSlots ?? 0,
});

/** Reads what the plan for the missing relations depends on: one round trip, reads only. */
export async function inspectDetails(session: SqlSession, request: DetailRequest): Promise<DetailSnapshot> {
  const [rows] = await session.send(detailQuery(request));
  return toDetails(rows![0]!.details as RawDetails);
}
