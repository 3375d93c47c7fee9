import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { connectDataSource, createMissingTables } from '../../../src/database-lifecycle';
import { livePostmaster } from '../../../src/local-postgres/postmaster.file';
import { serverAccount } from '../../../src/local-postgres/server.account';
import { placeAt } from '../../../src/local-postgres/state.directory';
import { lifecycleOptions } from '../../support/lifecycle-data-source';
import { onServer } from '../../support/test-database';
import { Animal, Owner } from '../../lifecycle/entities';
import { startOwnServer, startStandbyOf, type OwnServer } from '../../traps/support/own-server';
import { extent } from '../support/extent';

const LATE_S = extent(3, 20);

const postmasterOf = ({ home }: OwnServer): number => livePostmaster(placeAt(home, serverAccount(home)).data)!.pid;

describe('a server that is not there yet', () => {
  let server: OwnServer;
  const lines: string[] = [];
  const log = (line: string): unknown => lines.push(line);
  const connect = (timeoutMs?: number, url = server.url) =>
    connectDataSource(lifecycleOptions(url, [Owner, Animal]), { timeoutMs });

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

  it('shuts down: it is waited for, and found once it is back', async () => {
    const postmaster = postmasterOf(server);
    await onServer(server.url, async () => {
      // A smart shutdown lets this session end first.
      process.kill(postmaster, 'SIGTERM');
      await expect(connect(5_000)).rejects.toThrow('the server is starting up or shutting down.');
    });
    const connecting = connect();
    await server.stop();
    await server.start();
    await (await connecting).destroy();
    expect(lines.join('\n')).toMatch(/^Waiting up to 5 s .*: the server is starting up or shutting down\./);
  });

  it('is in recovery and takes no connection yet: it is waited for, within bounds, and said so', async () => {
    const primary = await startOwnServer({ hot_standby: 'off' });
    const standby = await startStandbyOf(primary);
    try {
      await expect(connect(5_000, standby.url)).rejects.toThrow('the server is starting up or shutting down.');
      expect(lines).toEqual([expect.stringContaining('the server is starting up or shutting down.')]);
    } finally {
      await standby.remove();
      await primary.remove();
    }
  });
});
