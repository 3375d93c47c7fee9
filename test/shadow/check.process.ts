import 'reflect-metadata';
import { DataSource, type DataSourceOptions, type Logger } from 'typeorm';
import { lifecycleTarget } from '../../src/database-lifecycle/lifecycle.target';
import { checkMigrations } from '../../src/database-lifecycle/migrations/check/migration.checker';
import { Owner } from '../cli/entities';
import { lifecycleOptions } from '../support/lifecycle-data-source';

const ignore = (): void => undefined;

/** migration:check of the files of a directory; prints what it found, and how many snapshots it took. */
async function main(url: string, directory: string): Promise<void> {
  let snapshots = 0;
  const logger: Logger = {
    logQuery: (sql) => void (snapshots += Number(sql.includes('own_schemas'))),
    logQueryError: ignore,
    logQuerySlow: ignore,
    logSchemaBuild: ignore,
    logMigration: ignore,
    log: ignore,
  };
  const options = { ...lifecycleOptions(url, [Owner]), migrations: [`${directory}/*-*.js`], logger };
  const dataSource = await new DataSource(options as DataSourceOptions).initialize();
  const check = await checkMigrations(lifecycleTarget(dataSource, { environment: 'test' }));
  await dataSource.destroy();
  process.stdout.write(JSON.stringify({ ...check, snapshots }));
}

void main(process.argv[2]!, process.argv[3]!);
