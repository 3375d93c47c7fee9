import type { DiscoveryService } from '@nestjs/core';
import type { DataSource, EntityTarget, ObjectLiteral } from 'typeorm';
import { decoratedClass, type ProviderWrapper } from '../decorated.class';
import { LifecycleConfigurationError } from '../errors/lifecycle-configuration.error';
import type { SeederOptions, SeederRunner } from '../interfaces/seeder.interface';
import { SEEDER_OPTIONS } from './seeder.decorator';
import { orderSeeders, type RegisteredSeeder } from './seeder.registry';
import { checkedContent } from './seeder.rules';

const nameOf = (entity: EntityTarget<ObjectLiteral>): string =>
  typeof entity === 'function' ? entity.name : JSON.stringify(entity);

/** @throws LifecycleConfigurationError for a seeder that can't run as it is declared */
function register(wrapper: ProviderWrapper, options: SeederOptions): RegisteredSeeder {
  const { key } = options;
  const content = checkedContent(options);
  const runner = wrapper.instance as SeederRunner;
  if (wrapper.isTransient)
    throw LifecycleConfigurationError.seeders(
      `Seeder "${key}" is of scope TRANSIENT: Nest makes one for each that injects it, and none to be run.`,
      'Leave its scope out.',
    );
  if (!wrapper.isDependencyTreeStatic())
    throw LifecycleConfigurationError.seeders(
      `Seeder "${key}" is made for each request, or something that it injects is, and seeders run without one.`,
      'Inject into it only providers of the default scope.',
    );
  if (typeof runner.run !== 'function')
    throw LifecycleConfigurationError.seeders(
      `Seeder "${key}" has no method run().`,
      'Implement SeederRunner: async run({ manager, faker }) { ... }',
    );
  return { runner, options, content };
}

/** Whether a seeder belongs to this DataSource: all of its entities do. One of another DataSource has none here. */
function isOf(dataSource: DataSource, { options: { key, entities } }: RegisteredSeeder): boolean {
  const foreign = entities.filter((entity) => !dataSource.hasMetadata(entity));
  if (foreign.length > 0 && foreign.length < entities.length)
    throw LifecycleConfigurationError.seeders(
      `Seeder "${key}" fills ${foreign.map(nameOf).join(', ')}, which is no entity of this DataSource, beside some that are.`,
      'Register the entity with the DataSource, or give each DataSource a seeder of its own.',
    );
  return foreign.length === 0;
}

/**
 * Finds the providers decorated with `@Seeder()` whose entities belong to the DataSource, in the order to run them.
 * @throws LifecycleConfigurationError for seeders that can't work as they are declared, and names them
 */
export function exploreSeeders(discovery: DiscoveryService, dataSource: DataSource): RegisteredSeeder[] {
  const found = new Map<unknown, RegisteredSeeder>();
  for (const wrapper of discovery.getProviders()) {
    const { instance } = wrapper;
    const type = decoratedClass(wrapper, SEEDER_OPTIONS);
    if (!type || !instance || found.has(instance)) continue;
    found.set(instance, register(wrapper, Reflect.getMetadata(SEEDER_OPTIONS, type) as SeederOptions));
  }
  return orderSeeders([...found.values()].filter((seeder) => isOf(dataSource, seeder)));
}
