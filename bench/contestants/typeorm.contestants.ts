import { createMissingTables } from '../../src/database-lifecycle';
import type { Contestant } from './contestant';
import { benchDataSource } from './bench.data-source';

export const ours: Contestant = {
  name: 'this module',
  async open(url, model) {
    const dataSource = await benchDataSource(url, model);
    return {
      sync: () => createMissingTables(dataSource, { environment: 'development' }),
      close: () => dataSource.destroy(),
    };
  },
};

export const typeorm: Contestant = {
  name: 'TypeORM synchronize',
  // It makes the very same tables, but no 3,000 of them: out of shared memory.
  maker: ours,
  async open(url, model) {
    const dataSource = await benchDataSource(url, model);
    return { sync: () => dataSource.synchronize(), close: () => dataSource.destroy() };
  },
};
