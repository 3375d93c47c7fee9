import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { connectDataSource } from '../../../src/database-lifecycle';
import { createMissingTables } from '../../../src/database-lifecycle';
import { lifecycleOptions } from '../../support/lifecycle-data-source';
import { onServer } from '../../support/test-database';
import { Animal, Owner } from '../../lifecycle/entities';
import { startOwnServer, type OwnServer } from '../../traps/support/own-server';
import { extent } from '../support/extent';

const LATE_S = extent(3, 20);

describe('a server that is not there yet', () => {
  let server: OwnServer;
  const lines: string[] = [];
  const log = (line: string): unknown => lines.push(line);
  const connect = () => connectDataSource(lifecycleOptions(server.url, [Owner, Animal]));

  beforeAll(async () => {
    server = await startOwnServer();
    Logger.overrideLogger({ log, warn: log, error: log });
  });
  beforeEach(() => (lines.length = 0));
  afterAll(async () => {
    Logger.overrideLogger(['fatal', 'error', 'warn', 'log']);
    await server?.remove();
  });

  it(`starts ${LATE_S} s late: it is waited for, and said so`, async () => {
    await server.stop();
    const connecting = connect();
    await sleep(LATE_S * 1_000);
    await server.start();
    const dataSource = await connecting;
    expect((await createMissingTables(dataSource, { environment: 'development' })).created).toHaveLength(2);
    await dataSource.destroy();
    expect(lines).toEqual([expect.stringMatching(/^Waiting up to 30 s for PostgreSQL at .*: nothing listens there/)]);
  });

  it('recovers from a crash meanwhile, and shuts down first: each is waited for', async () => {
    await onServer(server.url, (client) => client.query('CREATE TABLE big AS SELECT generate_series(1, 200000) AS n'));
    await server.stop();
    const started = server.start();
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        await sleep(index * 20);
        const dataSource = await connect();
        await dataSource.destroy();
      }),
    );
    await started;
    expect(outcomes).toHaveLength(20);
    expect(lines.filter((line) => !/nothing listens there|is starting up or shutting down/.test(line))).toEqual([]);
  });
});
