import { openRelay, type Relay } from '../support/relay';
import { createMissingTables } from '../../src/database-lifecycle';
import { EntitySchema } from 'typeorm';
import { onServer } from '../support/test-database';
import { connectTo } from '../support/lifecycle-data-source';
import { useConnecting } from './support/connecting';

/** As long as what they stand for, so that the protocol's lengths hold. */
const GERMAN: readonly (readonly [string, string])[] = [
  ['too many connections for', 'zu viele Verbindungen v.'],
  ['is not currently accepting connections', 'akzeptiert gegenwärtig keine Verbindg.'],
  ['permission denied to create extension', 'keine Berechtigung fuer die Extension'],
];

function inGerman(chunk: Buffer): Buffer {
  const text = GERMAN.reduce((said, [english, german]) => {
    const translated = Buffer.from(german).subarray(0, english.length).toString('latin1');
    return said.replaceAll(english, translated);
  }, chunk.toString('latin1'));
  return Buffer.from(text, 'latin1');
}

describe('a server whose lc_messages is another language', () => {
  const connecting = useConnecting();
  const { asSuperuser, lines } = connecting;
  const connect = connecting.connect.bind(connecting);
  const failureOf = connecting.failureOf.bind(connecting);
  const urlOf = connecting.urlOf.bind(connecting);
  let relay: Relay;
  beforeAll(async () => {
    relay = await openRelay(urlOf(), (client, server) => {
      client.on('data', (chunk: Buffer) => void server.write(chunk));
      server.on('data', (chunk: Buffer) => void client.write(inGerman(chunk)));
    });
  });
  afterAll(() => relay?.close());

  it("is understood about the role's connections", async () => {
    await asSuperuser('ALTER ROLE app CONNECTION LIMIT 1');
    await connect(urlOf());
    expect(await failureOf(connect(relay.url))).toContain('ALTER ROLE "app" CONNECTION LIMIT -1;');
    expect(lines).toEqual([expect.stringContaining('role app has no connection left')]);
  });

  it("is understood about the database's connections", async () => {
    await asSuperuser('ALTER DATABASE app CONNECTION LIMIT 0');
    const message = await failureOf(connect(relay.url));
    await asSuperuser('ALTER DATABASE app CONNECTION LIMIT -1');
    expect(message).toContain('ALTER DATABASE "app" CONNECTION LIMIT -1;');
  });

  it('is understood about a database that lets nobody in', async () => {
    await asSuperuser('ALTER DATABASE app ALLOW_CONNECTIONS false');
    const message = await failureOf(connect(relay.url));
    await asSuperuser('ALTER DATABASE app ALLOW_CONNECTIONS true');
    expect(message).toContain('database app lets nobody in.');
    expect(message).toContain('ALTER DATABASE "app" ALLOW_CONNECTIONS true;');
  });

  it('is understood about an extension that the role may not install', async () => {
    const there = Object.assign(new URL(connecting.server.url), { pathname: '/app' });
    await onServer(there.href, (client) => client.query('GRANT CREATE ON SCHEMA public TO app'));
    const shelf = new EntitySchema<object>({
      name: 'Shelf',
      columns: { id: { type: 'int', primary: true }, size: { type: 'cube' } },
    });
    const dataSource = await connectTo(relay.url, [shelf]);
    const message = await failureOf(createMissingTables(dataSource, { environment: 'test' }));
    await dataSource.destroy();
    expect(message).toContain('keine Berechtigung');
    expect(message).toContain('CREATE EXTENSION "cube";');
  });
});
