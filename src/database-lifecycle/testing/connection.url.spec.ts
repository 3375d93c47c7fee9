import { parseIntoClientConfig } from 'pg-connection-string';
import { DriverUtils } from 'typeorm/driver/DriverUtils.js';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import { connectionUrl } from './connection.url';

/** What node-postgres is to be told; it does not tell what is left out from what is empty. */
const given = ({ host, port, username, password, database }: Partial<PostgresDataSourceOptions>) => ({
  host: host || undefined,
  port,
  user: username || undefined,
  password: typeof password === 'string' ? password : undefined,
  database,
});

describe('connectionUrl', () => {
  it.each([
    [{ url: 'postgres://me:a%2Fb@db:5433/app?sslmode=require' }, 'postgres://me:a%2Fb@db:5433/app?sslmode=require'],
    [
      { host: 'db', port: 5433, username: 'me@home', password: 'a/b:c', database: 'my app' },
      'postgres://me%40home:a%2Fb%3Ac@db:5433/my%20app',
    ],
    [{ host: 'db', password: () => 'secret', username: 'me', database: 'app' }, 'postgres://me@db/app'],
    [{ host: '/var/run/postgresql', database: 'app' }, 'postgres:///app?host=%2Fvar%2Frun%2Fpostgresql'],
    [{ database: 'app' }, 'postgres:///app'],
    [{ host: '::1', port: 5432, username: 'me', database: 'app' }, 'postgres://me@[::1]:5432/app'],
    [{ port: 5433, username: 'me', database: 'app' }, 'postgres:///app?user=me&port=5433'],
  ])('of %j is %s', (options, url) => expect(connectionUrl({ type: 'postgres', ...options })).toBe(url));

  describe.each<Partial<PostgresDataSourceOptions>>([
    { host: 'db', port: 5433, username: 'me@home', password: 'a/b:c?d#e&f%', database: 'app' },
    { host: 'db.example.com', username: 'me', database: 'app' },
    { host: 'db', password: 'secret', database: 'app' },
    { host: '::1', port: 5432, username: 'me', password: 'secret', database: 'app' },
    { host: 'fe80::1%eth0', port: 5432, username: 'me', database: 'app' },
    { host: '/var/run/postgresql', port: 5433, username: 'me', password: 'a b+c&d=e@/', database: 'app' },
    { port: 5433, username: 'me', password: 'secret', database: 'app' },
    { username: 'me', database: 'app' },
    { port: 5433, database: 'app' },
  ])('of %j', (options) => {
    const url = connectionUrl({ type: 'postgres', ...options });

    it('is a URL, and leads node-postgres to the same', () => {
      expect(URL.canParse(url)).toBe(true);
      expect({ ...parseIntoClientConfig(url), host: parseIntoClientConfig(url).host || undefined }).toMatchObject(
        Object.fromEntries(Object.entries(given(options)).filter(([, value]) => value !== undefined)),
      );
    });

    it('is the same to TypeORM, as far as that reads it', () => {
      const read = DriverUtils.buildDriverOptions({ url }) as Partial<PostgresDataSourceOptions>;
      // It reads neither brackets nor the query, and connects by the URL, as node-postgres reads it.
      const isRead = /^[\w.-]+$/.test(options.host ?? '');
      const expected = isRead
        ? { ...given(options), password: options.password ?? '' }
        : { database: options.database };
      expect(given(read)).toMatchObject(expected);
    });
  });
});
