import type { DataSource } from 'typeorm';
import { lifecycleTarget } from '../../../src/database-lifecycle/lifecycle.target';
import { resetFor } from '../../../src/database-lifecycle/reset/reset.executor';
import { restoreFor } from '../../../src/database-lifecycle/trash/restore.executor';

/** Resets; returns the name of the trash. */
export async function resetting(
  dataSource: DataSource,
  options: { readonly includeDependents: boolean },
): Promise<string> {
  const { trash } = await resetFor(lifecycleTarget(dataSource), dataSource.driver.database!, options);
  return trash!;
}

/** Restores the trash of a name, or the newest; returns the name of the trash with what was restored over. */
export async function restoring(dataSource: DataSource, name?: string): Promise<string> {
  const options = { name, includeDependents: true };
  const { trash } = await restoreFor(lifecycleTarget(dataSource), dataSource.driver.database!, options);
  return trash!;
}
