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
  async open(url, model) {
    const dataSource = await benchDataSource(url, model);
    return { sync: () => dataSource.synchronize(), close: () => dataSource.destroy() };
  },
};
