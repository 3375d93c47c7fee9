import type { DiscoveryService } from '@nestjs/core';
import type { DataSource } from 'typeorm';
import { LifecycleConfigurationError } from '../errors/lifecycle-configuration.error';
import type { SeederOptions, SeederRunner } from '../interfaces/seeder.interface';
import { SEEDER_OPTIONS } from './seeder.decorator';
import { orderSeeders, type RegisteredSeeder } from './seeder.registry';

/** Finds the providers decorated with `@Seeder()` whose entities belong to the DataSource, in the order to run them. */
export function exploreSeeders(discovery: DiscoveryService, dataSource: DataSource): RegisteredSeeder[] {
  const found = new Map<SeederRunner, SeederOptions>();
  for (const { metatype, instance } of discovery.getProviders()) {
    const options = metatype && (Reflect.getMetadata(SEEDER_OPTIONS, metatype) as SeederOptions | undefined);
    if (options && instance) found.set(instance as SeederRunner, options);
  }
  const own = [...found].filter(([runner, { key, entities }]) => {
    if (typeof runner.run !== 'function')
      throw LifecycleConfigurationError.seeders(
        `Seeder "${key}" has no method run().`,
        'Implement SeederRunner: async run({ manager, faker }) { ... }',
      );
    return entities.some((entity) => dataSource.hasMetadata(entity));
  });
  return orderSeeders(own.map(([runner, options]) => ({ runner, options })));
}
