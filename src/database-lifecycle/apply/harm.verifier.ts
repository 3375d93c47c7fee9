import { HarmfulChangeError } from '../errors/harmful-change.error';
import type { Movement } from '../interfaces/reset-plan.interface';
import { pathOf } from '../sql/identifier';
import type { Row, SqlSession } from '../sql/sql.session';
import { ownChanges } from './fingerprint.query';

interface Fingerprint {
  readonly oid: string;
  readonly name: string;
  readonly print: string;
  readonly writes: number;
}

/** What an operation may do to what was there before; its constraints are left out of both readings. */
export interface ProofScope {
  /** Paths of tables that may get or lose rows: TypeORM's records and the journal. */
  readonly writable: readonly string[];
  /** What must be elsewhere afterwards, and otherwise the same. */
  readonly moves: Movement['moves'];
}

/** The movement of what only adds. */
export const NOTHING_MOVES: Movement = { moves: [], constraints: [] };

const byOid = (rows: readonly Row[]): Map<string, Fingerprint> =>
  new Map((rows as unknown as Fingerprint[]).map((row) => [row.oid, row]));

/**
 * Proves, before COMMIT, that what was there before is still there as it was but for its place, and that no row of it
 * was written.
 * @throws HarmfulChangeError that names what this transaction changed
 */
export async function verifyNoHarm(
  session: SqlSession,
  before: readonly Row[],
  after: readonly Row[],
  { writable, moves }: ProofScope,
): Promise<void> {
  const [then, now] = [byOid(before), byOid(after)];
  const placeOf = new Map(moves.map(({ from, to }) => [pathOf(from), pathOf(to)]));
  const changed = [...then.values()].filter(({ oid, name, print }) => {
    const current = now.get(oid);
    return current?.print !== print || current.name !== (placeOf.get(name) ?? name);
  });
  const touched = [...then.values()].filter(
    ({ oid, name, writes }) => (now.get(oid)?.writes ?? 0) > writes && !writable.includes(name),
  );
  const own = changed.length > 0 ? await session.send(ownChanges(changed.map(({ oid }) => oid))) : [[]];
  const ours = new Set((own[0] as { oid: string }[]).map(({ oid }) => oid));
  const harmed = changed.flatMap(({ oid, name }) => {
    if (ours.has(oid)) return [`${name} was ${now.has(oid) ? 'altered' : 'dropped'}`];
    // What others change is theirs, but what was to be moved is ours to have moved.
    return placeOf.has(name) ? [`${name} was not moved to ${placeOf.get(name)}`] : [];
  });
  const changes = [...harmed, ...touched.map(({ name }) => `rows of ${name} were written`)];
  if (changes.length > 0) throw HarmfulChangeError.changed(changes);
}
