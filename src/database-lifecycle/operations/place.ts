import type { LifecyclePlace } from '../interfaces/lifecycle-hooks.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import { postgresDriver } from '../metadata/postgres-driver';

export const placeOf = ({ dataSource, name = 'default', settings }: LifecycleTarget): LifecyclePlace => ({
  dataSource: name,
  database: postgresDriver(dataSource).database ?? '',
  environment: settings.environment.name,
});
