import { setTimeout } from 'node:timers/promises';
import { openRelay, type Relay } from '../support/relay';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';
import { bootOn, speciesSeeder } from './seeded-app';

/** ReadyForQuery in a transaction that has failed. */
const READY = Buffer.from('Z\0\0\0\u0005E');

describe('a server that tells an error, and a moment later that it is ready again', () => {
  let database: TestDatabase;
  let relay: Relay;

  beforeEach(async () => {
    database = await createEmptyDatabase();
    relay = await openRelay(database.url, (client, server) => {
      client.on('data', (chunk: Buffer) => void server.write(chunk));
      let passing = Promise.resolve();
      const passOn = async (behind: Promise<void>, chunk: Buffer): Promise<void> => {
        await behind;
        const ready = chunk.indexOf(READY);
        if (ready >= 0) {
          client.write(chunk.subarray(0, ready));
          await setTimeout(100);
        }
        client.write(chunk.subarray(Math.max(ready, 0)));
      };
      server.on('data', (chunk: Buffer) => (passing = passOn(passing, chunk)));
    });
  });
  afterEach(async () => {
    await relay.close();
    await database.drop();
  });

  it('does not make a seeder that catches it look as if it awaited nothing', async () => {
    const careless = speciesSeeder({}, async ({ manager }) => {
      await manager.query('SELECT nothing').catch(() => undefined);
    });
    await expect(bootOn(relay.url, [careless])).rejects.toThrow('a statement of it failed, and its error was caught');
  });

  it('does not hide what is not awaited behind it', async () => {
    const careless = speciesSeeder({}, async ({ manager }) => {
      const failing = manager.query('SELECT nothing').catch(() => undefined);
      void manager.query('SELECT 1').catch(() => undefined);
      await failing;
    });
    await expect(bootOn(relay.url, [careless])).rejects.toThrow('it returned while its manager was still at work');
  });
});
