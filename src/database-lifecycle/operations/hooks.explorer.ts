import type { DiscoveryService } from '@nestjs/core';
import { decoratedClass } from '../decorated.class';
import { LifecycleConfigurationError } from '../errors/lifecycle-configuration.error';
import type { DatabaseLifecycleHooks } from '../interfaces/lifecycle-hooks.interface';
import { LIFECYCLE_HOOKS } from './lifecycle-hooks.decorator';

/**
 * Finds the providers decorated with `@LifecycleHooks()`.
 * @throws LifecycleConfigurationError for one that is made for each request, or for each that injects it
 */
export function exploreHooks(discovery: DiscoveryService): DatabaseLifecycleHooks[] {
  const found = new Set<DatabaseLifecycleHooks>();
  for (const wrapper of discovery.getProviders()) {
    const { instance } = wrapper;
    const type = decoratedClass(wrapper, LIFECYCLE_HOOKS);
    if (!type) continue;
    if (wrapper.isTransient) throw LifecycleConfigurationError.transientHooks(type.name);
    if (!wrapper.isDependencyTreeStatic()) throw LifecycleConfigurationError.hooksOfRequest(type.name);
    if (instance) found.add(instance as DatabaseLifecycleHooks);
  }
  return [...found];
}
