import type { CodeMigrations } from '../inspect/presence.query';
import type { LifecycleTarget } from '../lifecycle.target';
import { inRunningOrder, migrationNames } from './migration.name';

/** The migrations that the DataSource has, and where TypeORM records them. */
export const codeMigrations = ({ dataSource, migrationsTable }: LifecycleTarget): CodeMigrations => ({
  names: inRunningOrder(migrationNames(dataSource)),
  record: migrationsTable,
});
