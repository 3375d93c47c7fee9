import { environmentNamed } from '../environment';
import { LifecycleConfigurationError } from '../errors/lifecycle-configuration.error';
import type { SeederOptions, SeederRunner } from '../interfaces/seeder.interface';
import { dependencyGroups } from '../ordering/dependency-groups';

export interface RegisteredSeeder {
  readonly options: SeederOptions;
  readonly runner: SeederRunner;
  /** SHA-256 of its declared content; undefined when it declares none. */
  readonly content: string | undefined;
}

export const isReference = ({ options }: RegisteredSeeder): boolean => options.reference === true;

/** Whether the seeder may run in the environment at all; in a guarded one by the command only. */
export function mayRunIn({ options }: RegisteredSeeder, environment: string): boolean {
  const { environments, reference } = options;
  return environments
    ? environments.includes(environment)
    : reference === true || environmentNamed(environment).policy === 'auto-create';
}

/**
 * Orders seeders so that each comes after those it depends on.
 * @throws LifecycleConfigurationError for a key used twice, an unknown key in `dependsOn`, a circle of them, or reference
 *   data that depends on sample data, which would never be there in production
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
  const groups = dependencyGroups(seeders, ({ options: { key, reference, dependsOn = [] } }) =>
    dependsOn.map((needed) => {
      const seeder = byKey.get(needed);
      if (seeder && reference && !isReference(seeder))
        throw LifecycleConfigurationError.seeders(
          `Seeder "${key}" is reference data and depends on "${needed}", which is not and never runs in production.`,
          `Add reference: true to "${needed}", or take it out of dependsOn of "${key}".`,
        );
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
