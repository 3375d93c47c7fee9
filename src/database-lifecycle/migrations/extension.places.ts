import type { LifecycleTarget } from '../lifecycle.target';
import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { quoteIdentifier, quoteLiteral } from '../sql/identifier';
import { withReadOnlySession, type SqlSession } from '../sql/sql.session';

/** Extensions that are not where CREATE EXTENSION puts them: hosted servers bring some in a schema apart. */
export const apart = (extensions: readonly NamedObject[], { journal }: LifecycleTarget): NamedObject[] =>
  extensions.filter(({ schema }) => schema !== journal.schema && !schema.startsWith('pg_'));

/** Those of the live database. */
export const extensionPlaces = (target: LifecycleTarget): Promise<NamedObject[]> =>
  withReadOnlySession(target, async (session) => {
    const places = await session.query<NamedObject>(`SELECT nspname AS schema, extname AS name
FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace`);
    return apart(places, target);
  });

/** Not every role may move what it may install. */
const move = ({ schema, name }: NamedObject): string => `
  IF EXISTS (SELECT FROM pg_extension WHERE extname = ${quoteLiteral(name)} AND extrelocatable
      AND extnamespace IS DISTINCT FROM to_regnamespace(${quoteLiteral(quoteIdentifier(schema))})) THEN
    BEGIN
      CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(schema)};
      ALTER EXTENSION ${quoteIdentifier(name)} SET SCHEMA ${quoteIdentifier(schema)};
    EXCEPTION WHEN insufficient_privilege THEN
      NULL;
    END;
  END IF;`;

/**
 * Reads a shadow as if its extensions were in these schemas: PostgreSQL prints the schema with their types and
 * functions, and neither migrations nor entities say which it is. The move is rolled back.
 */
export const withExtensionsAt =
  <Result>(places: readonly NamedObject[], read: (session: SqlSession) => Promise<Result>) =>
  async (session: SqlSession): Promise<Result> => {
    if (places.length === 0) return read(session);
    await session.send('BEGIN READ WRITE', `DO $places$ BEGIN${places.map(move).join('')}\nEND $places$`);
    try {
      return await read(session);
    } finally {
      await session.send('ROLLBACK');
    }
  };
