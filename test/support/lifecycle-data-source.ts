import { DataSource, type DataSourceOptions } from 'typeorm';

/** What the server knows the app's sessions by. */
export const LIFECYCLE_TEST = 'lifecycle-test';

/** The options that this project recommends, on a test's database. */
export const lifecycleOptions = (url: string, entities: DataSourceOptions['entities']): DataSourceOptions => ({
  type: 'postgres',
  url,
  entities,
  installExtensions: false,
  uuidExtension: 'pgcrypto',
  applicationName: LIFECYCLE_TEST,
});

export const connectTo = (url: string, entities: DataSourceOptions['entities']): Promise<DataSource> =>
  new DataSource(lifecycleOptions(url, entities)).initialize();
