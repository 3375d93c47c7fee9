import type { DataSource } from 'typeorm';
import { withSession } from '../sql/sql.session';
import { SERVER_FACTS, unavailable, type ServerFacts } from './shadow.query';

const MAJOR = 10_000;
const major = (version: number): number => Math.floor(version / MAJOR);

/** Reads only. */
export const readServerFacts = (dataSource: DataSource): Promise<ServerFacts> =>
  withSession(dataSource, async (session) => (await session.query<ServerFacts>(SERVER_FACTS))[0]!);

/** Tells in what a server differs from the one that it stands for, as far as migrations may notice. Reads only. */
export async function serverDifferences(
  wanted: ServerFacts,
  { version }: ServerFacts,
  shadow: DataSource,
): Promise<string[]> {
  const lacking = await withSession(shadow, (session) =>
    session.query<{ name: string }>(unavailable(wanted.extensions)),
  );
  const differs = major(version) !== major(wanted.version);
  return [
    ...(differs
      ? [
          `The shadow's server is PostgreSQL ${major(version)}, the connected one ${major(wanted.version)}: what works on one may fail on the other.`,
        ]
      : []),
    ...lacking.map(
      ({ name }) =>
        `The connected database has the extension ${name}, and the shadow's server can not install it: migrations and entities that need it will fail. Install it on that server.`,
    ),
  ];
}
