import type { DiscoveryService } from '@nestjs/core';
import { LifecycleConfigurationError } from '../errors/lifecycle-configuration.error';
import type { DatabaseLifecycleHooks } from '../interfaces/lifecycle-hooks.interface';
import { LIFECYCLE_HOOKS } from './lifecycle-hooks.decorator';

type Wrapper = ReturnType<DiscoveryService['getProviders']>[number];

/** The decorated class of a provider: its own, or that of what a factory or `useValue` gives. */
function hooksClassOf({ metatype, instance }: Wrapper): Function | undefined {
  const { constructor } = Object.getPrototypeOf(Object(instance)) ?? {};
  return [metatype, constructor].find(
    (type) => typeof type === 'function' && Reflect.getMetadata(LIFECYCLE_HOOKS, type),
  );
}

/**
 * Finds the providers decorated with `@LifecycleHooks()`.
 * @throws LifecycleConfigurationError for one that is made for each request, or for each that injects it
 */
export function exploreHooks(discovery: DiscoveryService): DatabaseLifecycleHooks[] {
  const found = new Set<DatabaseLifecycleHooks>();
  for (const wrapper of discovery.getProviders()) {
    const { instance } = wrapper;
    const type = hooksClassOf(wrapper);
    if (!type) continue;
    if (wrapper.isTransient) throw LifecycleConfigurationError.transientHooks(type.name);
    if (!wrapper.isDependencyTreeStatic()) throw LifecycleConfigurationError.hooksOfRequest(type.name);
    if (instance) found.add(instance as DatabaseLifecycleHooks);
  }
  return [...found];
}
