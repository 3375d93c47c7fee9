import { HarmfulChangeError } from '../errors/harmful-change.error';
import type { Row, SqlSession } from '../sql/sql.session';
import { ownChanges } from './fingerprint.query';

interface Fingerprint {
  readonly oid: string;
  readonly name: string;
  readonly print: string;
}

const byOid = (rows: readonly Row[]): Map<string, Fingerprint> =>
  new Map((rows as unknown as Fingerprint[]).map((row) => [row.oid, row]));

/**
 * Proves, before COMMIT, that what was there before is still there as it was, and that no row of it was written.
 * @param appendable paths of tables that a plan may add rows to: `typeorm_metadata` and the journal
 * @throws HarmfulChangeError that names what this transaction changed
 */
export async function verifyNoHarm(
  session: SqlSession,
  before: readonly Row[],
  after: readonly Row[],
  written: readonly Row[],
  appendable: readonly string[],
): Promise<void> {
  const [then, now] = [byOid(before), byOid(after)];
  const changed = [...then.values()].filter(({ oid, name, print }) => {
    const current = now.get(oid);
    return current?.print !== print || current.name !== name;
  });
  const touched = (written as { oid: string }[])
    .flatMap(({ oid }) => then.get(oid) ?? [])
    .filter(({ name }) => !appendable.includes(name));
  const own = changed.length > 0 ? await session.send(ownChanges(changed.map(({ oid }) => oid))) : [[]];
  const ours = new Set((own[0] as { oid: string }[]).map(({ oid }) => oid));
  const changes = [
    ...changed
      .filter(({ oid }) => ours.has(oid))
      .map(({ oid, name }) => `${name} was ${now.has(oid) ? 'altered' : 'dropped'}`),
    ...touched.map(({ name }) => `rows of ${name} were written`),
  ];
  if (changes.length > 0) throw HarmfulChangeError.changed(changes);
}
