import { LifecycleConfigurationError } from '../errors/lifecycle-configuration.error';
import type { SeederOptions, SeederRunner } from '../interfaces/seeder.interface';
import { dependencyGroups } from '../ordering/dependency-groups';

const DEFAULT_ENVIRONMENTS: readonly string[] = ['development', 'test'];

export interface RegisteredSeeder {
  readonly options: SeederOptions;
  readonly runner: SeederRunner;
}

export const mayRunIn = ({ options }: RegisteredSeeder, environment: string): boolean =>
  (options.environments ?? DEFAULT_ENVIRONMENTS).includes(environment);

/**
 * Orders seeders so that each comes after those it depends on.
 * @throws LifecycleConfigurationError for a key used twice, an unknown key in `dependsOn`, or a circle of them
 */
export function orderSeeders(seeders: readonly RegisteredSeeder[]): RegisteredSeeder[] {
  const byKey = new Map<string, RegisteredSeeder>();
  for (const seeder of seeders) {
    const { key } = seeder.options;
    if (byKey.has(key))
      throw LifecycleConfigurationError.seeders(
        `Two seeders have the key "${key}".`,
        'Give each @Seeder() a key of its own.',
      );
    byKey.set(key, seeder);
  }
  const groups = dependencyGroups(seeders, ({ options: { key, dependsOn = [] } }) =>
    dependsOn.map((needed) => {
      const seeder = byKey.get(needed);
      if (seeder) return seeder;
      const known = [...byKey.keys()].join(', ');
      throw LifecycleConfigurationError.seeders(
        `Seeder "${key}" depends on "${needed}", which is no seeder of this app (known: ${known}).`,
        `Correct dependsOn of "${key}", or provide the seeder "${needed}" in a module.`,
      );
    }),
  );
  const circle = groups.find(
    (group) => group.length > 1 || group[0]!.options.dependsOn?.includes(group[0]!.options.key),
  );
  if (circle) {
    const keys = circle.map(({ options }) => options.key).join(', ');
    throw LifecycleConfigurationError.seeders(
      `Seeders depend on each other in a circle: ${keys}.`,
      'Take one of them out of dependsOn.',
    );
  }
  return groups.flat();
}
