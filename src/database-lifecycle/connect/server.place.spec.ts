import type { SqlSession } from '../sql/sql.session';
import { placeOf, serverPlace } from './server.place';

describe('placeOf', () => {
  it.each([
    ['localhost', '127.0.0.1', { host: 'localhost', local: true }],
    ['localhost', '::1', { host: 'localhost', local: true }],
    ['localhost', '::ffff:127.0.0.1', { host: 'localhost', local: true }],
    ['127.0.0.2', '127.0.0.2', { host: '127.0.0.2', local: true }],
    ['db.of-the-hosts-file', '127.0.0.1', { host: 'db.of-the-hosts-file', local: true }],
    ['/var/run/postgresql', undefined, { host: '/var/run/postgresql', local: true }],
    ['db.example.com', '198.51.100.7', { host: 'db.example.com', local: false }],
    ['127.example.com', '198.51.100.7', { host: '127.example.com', local: false }],
    ['localhost', '198.51.100.7', { host: '198.51.100.7', local: false }],
    ['localhost', undefined, { host: 'localhost', local: false }],
    ['db.example.com', undefined, { host: 'db.example.com', local: false }],
  ])('%s, answered from %s: %j', (host, address, place) => {
    expect(placeOf(host, address)).toEqual(place);
  });
});

describe('serverPlace() of a driver that has no socket to look at, as pg-native', () => {
  it.each([
    ['127.0.0.1', true],
    ['localhost', true],
    ['/var/run/postgresql', true],
    ['198.51.100.7', false],
  ])('%s: on this machine %s', async (host, local) => {
    const runner = { connect: async () => ({ host, port: 5432 }) };
    expect(await serverPlace({ runner } as unknown as SqlSession)).toEqual({ host, local, port: 5432 });
  });
});
