import type { INestApplicationContext } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { DatabaseLifecycleModule } from '../database-lifecycle.module';
import type { DatabaseLifecycleService } from '../database-lifecycle.service';
import { DEFAULT_DATA_SOURCE } from '../database-lifecycle.tokens';
import { UsageError } from '../errors/usage.error';

/**
 * The lifecycle of the DataSource that was named; else that of the unnamed one, else the only one there is.
 * @param module name of the root module
 * @throws UsageError when there is none, or when one of several has to be named
 */
export function chosenLifecycle(
  app: INestApplicationContext,
  module: string,
  dataSource?: string,
): DatabaseLifecycleService {
  const all = DatabaseLifecycleModule.allOf(app.get(ModulesContainer));
  if (all.length === 0) throw UsageError.noLifecycleModule(module);
  const named = all.find(({ dataSourceName }) => dataSourceName === (dataSource ?? DEFAULT_DATA_SOURCE));
  const chosen = named ?? (dataSource === undefined && all.length === 1 ? all[0] : undefined);
  if (chosen) return chosen.lifecycle;
  throw UsageError.dataSource(
    dataSource,
    all.map(({ dataSourceName }) => dataSourceName),
  );
}
