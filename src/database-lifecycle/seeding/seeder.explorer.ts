import type { DiscoveryService } from '@nestjs/core';
import type { DataSource } from 'typeorm';
import { LifecycleConfigurationError } from '../errors/lifecycle-configuration.error';
import type { SeederOptions, SeederRunner } from '../interfaces/seeder.interface';
import { SEEDER_OPTIONS } from './seeder.decorator';
import { orderSeeders, type RegisteredSeeder } from './seeder.registry';
import { checkedContent } from './seeder.rules';

/**
 * Finds the providers decorated with `@Seeder()` whose entities belong to the DataSource, in the order to run them.
 * @throws LifecycleConfigurationError for options that can not work, and names the seeder
 */
export function exploreSeeders(discovery: DiscoveryService, dataSource: DataSource): RegisteredSeeder[] {
  const found = new Map<SeederRunner, SeederOptions>();
  for (const { metatype, instance } of discovery.getProviders()) {
    const options = metatype && (Reflect.getMetadata(SEEDER_OPTIONS, metatype) as SeederOptions | undefined);
    if (options && instance) found.set(instance as SeederRunner, options);
  }
  const registered = [...found].map(([runner, options]): RegisteredSeeder => {
    if (typeof runner.run !== 'function')
      throw LifecycleConfigurationError.seeders(
        `Seeder "${options.key}" has no method run().`,
        'Implement SeederRunner: async run({ manager, faker }) { ... }',
      );
    return { runner, options, content: checkedContent(options) };
  });
  return orderSeeders(
    registered.filter(({ options }) => options.entities.some((entity) => dataSource.hasMetadata(entity))),
  );
}
