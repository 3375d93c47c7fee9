import { DataSource } from 'typeorm';
import type { BenchModel } from '../model';
import { typeormEntities } from './typeorm.entities';

/** Connected, with TypeORM's own metadata built. */
export const benchDataSource = (url: string, model: BenchModel): Promise<DataSource> =>
  new DataSource({
    type: 'postgres',
    url,
    entities: typeormEntities(model),
    installExtensions: false,
    uuidExtension: 'pgcrypto',
  }).initialize();
