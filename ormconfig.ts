import 'reflect-metadata';
import { DataSource } from 'typeorm';
import { databaseOptions } from './src/config/database.options';
import { databaseUrl } from './src/config/database.url';
import { environmentConfig } from './src/config/environment.config';

/** For TypeORM's own command line: `typeorm -d dist/ormconfig.js migration:show`. */
async function createDataSource(): Promise<DataSource> {
  const environment = environmentConfig();
  return new DataSource(databaseOptions(environment, await databaseUrl(environment)));
}

export default createDataSource();
