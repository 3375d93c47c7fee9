import { LifecycleRefusedError } from '../errors/refused.error';
import { SeedingUsageError } from '../errors/seeding-usage.error';
import type { LifecycleEnvironment } from '../interfaces/environment.interface';
import { isReference, mayRunIn, type RegisteredSeeder } from './seeder.registry';

export interface SeederChoice {
  /** In the order to run them. */
  readonly chosen: readonly RegisteredSeeder[];
  /** Sample data that was not asked for by name, and does not run where only reference data does. */
  readonly leftOut: readonly RegisteredSeeder[];
}

function refuseHere(seeder: RegisteredSeeder, { name, policy }: LifecycleEnvironment): void {
  const { key, environments = [] } = seeder.options;
  if (policy !== 'auto-create' && !isReference(seeder)) throw LifecycleRefusedError.sampleSeeder(key, name);
  if (!mayRunIn(seeder, name)) throw LifecycleRefusedError.seederElsewhere(key, environments, name);
}

/**
 * The seeders that a person's command is about.
 * @param only their keys; undefined for all that may run in the environment
 * @throws SeedingUsageError for a key that no seeder has, LifecycleRefusedError for one that may not run here, or when
 *   none may where only reference data does
 */
export function chooseSeeders(
  seeders: readonly RegisteredSeeder[],
  environment: LifecycleEnvironment,
  only?: readonly string[],
): SeederChoice {
  const keys = seeders.map(({ options }) => options.key);
  if (only) {
    const unknown = only.find((key) => !keys.includes(key));
    if (unknown !== undefined) throw SeedingUsageError.unknownSeeder('--only', unknown, keys);
    const chosen = seeders.filter(({ options }) => only.includes(options.key));
    for (const seeder of chosen) refuseHere(seeder, environment);
    return { chosen, leftOut: [] };
  }
  const guarded = environment.policy !== 'auto-create';
  const chosen = seeders.filter((seeder) => mayRunIn(seeder, environment.name));
  if (guarded && chosen.length === 0) throw LifecycleRefusedError.sampleData(environment.name);
  return { chosen, leftOut: guarded ? seeders.filter((seeder) => !isReference(seeder)) : [] };
}
