import { join } from 'node:path';
import { livePostmaster, neutralizeStalePid } from '../../src/local-postgres/postmaster.file';
import { startOwnServer } from '../traps/support/own-server';

describe('the pid file of a data directory', () => {
  it('stays as it is while its server lives, which would take away that of the next one as it ends', async () => {
    const server = await startOwnServer();
    try {
      const data = join(server.home, 'data');
      const before = livePostmaster(data);
      expect(before).toBeDefined();
      neutralizeStalePid(data);
      expect(livePostmaster(data)).toEqual(before);
    } finally {
      await server.remove();
    }
  });
});
