import type { DiscoveryService } from '@nestjs/core';

/** What Nest knows of one provider. */
export type ProviderWrapper = ReturnType<DiscoveryService['getProviders']>[number];

/** The class of a provider that bears this metadata: its own, or that of what a factory or `useValue` gives. */
export function decoratedClass({ metatype, instance }: ProviderWrapper, key: string): Function | undefined {
  const { constructor } = Object.getPrototypeOf(Object(instance)) ?? {};
  return [metatype, constructor].find((type) => typeof type === 'function' && Reflect.hasMetadata(key, type));
}
