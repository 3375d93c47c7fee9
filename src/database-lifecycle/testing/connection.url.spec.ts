import { connectionUrl } from './connection.url';

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
  ])('of %j is %s', (options, url) => expect(connectionUrl({ type: 'postgres', ...options })).toBe(url));
});
