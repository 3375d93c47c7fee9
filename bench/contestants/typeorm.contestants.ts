import { DataSource } from 'typeorm';
import { createMissingTables } from '../../src/database-lifecycle';
import type { BenchModel } from '../model';
import type { Contestant } from './contestant';
import { typeormEntities } from './typeorm.entities';

const connect = (url: string, model: BenchModel): Promise<DataSource> =>
  new DataSource({
    type: 'postgres',
    url,
    entities: typeormEntities(model),
    installExtensions: false,
    uuidExtension: 'pgcrypto',
  }).initialize();

export const ours: Contestant = {
  name: 'this module',
  async open(url, model) {
    const dataSource = await connect(url, model);
    return {
      sync: () => createMissingTables(dataSource, { environment: 'development' }),
      close: () => dataSource.destroy(),
    };
  },
};

export const typeorm: Contestant = {
  name: 'TypeORM synchronize',
  async open(url, model) {
    const dataSource = await connect(url, model);
    return { sync: () => dataSource.synchronize(), close: () => dataSource.destroy() };
  },
};
