import type { DataSourceOptions } from 'typeorm';
import { LifecycleConfigurationError } from '../errors/lifecycle-configuration.error';

const UNSAFE_OPTIONS = ['synchronize', 'dropSchema', 'migrationsRun'] as const;

/**
 * @param isConnected whether the DataSource has initialized by them, as where no connectDataSource() refused before
 * @throws LifecycleConfigurationError for an option that alters or drops tables while the DataSource initializes
 */
export function refuseUnsafeOptions(options: DataSourceOptions, isConnected = false): void {
  const unsafe = UNSAFE_OPTIONS.find((option) => options[option]);
  if (unsafe) throw LifecycleConfigurationError.unsafeOption(unsafe, options[unsafe], isConnected);
}
