import type { LifecyclePlace } from '../interfaces/lifecycle-hooks.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import { databaseName } from '../metadata/postgres-driver';

export const placeOf = ({ dataSource, name = 'default', settings }: LifecycleTarget): LifecyclePlace => ({
  dataSource: name,
  database: databaseName(dataSource),
  environment: settings.environment.name,
});
