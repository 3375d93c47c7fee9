import type { Client } from 'pg';
import { storedState } from '../../../reset/support/stored.state';

/** What each relation holds, by its oid, wherever it is by now. */
export async function storedByOid(
  client: Client,
): Promise<Map<number, { readonly path: string; readonly state: string }>> {
  const stored = await storedState(client);
  const { rows } = await client.query<{ oid: number; path: string }>(
    `SELECT c.oid::int, format('%I.%I', nspname, relname) AS path FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace`,
  );
  return new Map(rows.flatMap(({ oid, path }) => (path in stored ? [[oid, { path, state: stored[path]! }]] : [])));
}

/** TypeORM's record of what was moved goes into the manifest. */
const RECORDS = new Set(['public.typeorm_metadata', 'public.migrations']);

/** @throws Error that names a relation which is gone, or in which a row is not where and as it was */
export async function expectKept(
  what: string,
  before: Awaited<ReturnType<typeof storedByOid>>,
  client: Client,
): Promise<void> {
  const now = await storedByOid(client);
  for (const [oid, { path, state }] of before) {
    const current = now.get(oid)?.state;
    if (current !== state && !RECORDS.has(path))
      throw new Error(`${what}: ${path} holds ${current ?? 'nothing, as it is gone'}, before ${state}`);
  }
}
