import type { DataSource } from 'typeorm';
import { lifecycleTarget } from '../../../src/database-lifecycle/lifecycle.target';
import { resetFor } from '../../../src/database-lifecycle/reset/reset.executor';
import { restoreFor } from '../../../src/database-lifecycle/trash/restore.executor';
import { Animal, Owner } from '../../cli/entities';

export interface Resetting {
  readonly includeDependents: boolean;
  /** Whether it writes rows into the new tables, as seeders do, in the same transaction. */
  readonly seeds?: boolean;
}

/** Resets; returns the name of the trash. */
export async function resetting(
  dataSource: DataSource,
  { includeDependents, seeds = false }: Resetting,
): Promise<string> {
  const target = lifecycleTarget(dataSource);
  const { trash } = await resetFor(
    target,
    dataSource.driver.database!,
    { includeDependents },
    {
      afterCreation: async ({ runner: { manager } }) => {
        if (!seeds) return;
        const owner = await manager.save(Owner, { name: 'seeded' });
        await manager.insert(Animal, { name: 'seeded', owner });
      },
    },
  );
  return trash!;
}

/** Restores the trash of a name, or the newest; returns the name of the trash with what was restored over. */
export async function restoring(dataSource: DataSource, name?: string): Promise<string> {
  const options = { name, includeDependents: true };
  const { trash } = await restoreFor(lifecycleTarget(dataSource), dataSource.driver.database!, options);
  return trash!;
}
