import { DataSource, type EntitySchema } from 'typeorm';
import type { BenchModel } from '../model';
import { KEPT_OPEN } from './contestant';
import { typeormEntities } from './typeorm.entities';

/** Connected, with TypeORM's own metadata built. */
export const connected = (url: string, entities: EntitySchema[]): Promise<DataSource> =>
  new DataSource({
    type: 'postgres',
    url,
    entities,
    installExtensions: false,
    uuidExtension: 'pgcrypto',
    extra: KEPT_OPEN,
  }).initialize();

export const benchDataSource = (url: string, model: BenchModel): Promise<DataSource> =>
  connected(url, typeormEntities(model));
