import { environmentNamed, resolveEnvironment } from './environment';
import { LifecycleConfigurationError } from './errors/lifecycle-configuration.error';
import type { LifecycleEnvironment } from './interfaces/environment.interface';
import type { DatabaseLifecycleOptions } from './interfaces/lifecycle-options.interface';
import { DEFAULT_JOURNAL_TABLE } from './plan/journal.statements';

/** The options with every default filled in. */
export interface LifecycleSettings extends Required<
  Omit<DatabaseLifecycleOptions, 'environment' | 'applicationVersion'>
> {
  readonly environment: LifecycleEnvironment;
  readonly applicationVersion?: string;
}

/**
 * @throws LifecycleConfigurationError for a `keepResets` that is no number of trashes (what is purged is not guessed), and
 *   for a `lockTimeoutMs` with which a wait would have no end
 */
export function lifecycleSettings({ environment, ...options }: DatabaseLifecycleOptions = {}): LifecycleSettings {
  const { keepResets = 3, lockTimeoutMs = 5_000 } = options;
  if (keepResets !== Number.POSITIVE_INFINITY && !(Number.isSafeInteger(keepResets) && keepResets >= 0))
    throw LifecycleConfigurationError.keepResets(keepResets);
  if (!(Number.isSafeInteger(lockTimeoutMs) && lockTimeoutMs > 0))
    throw LifecycleConfigurationError.lockTimeout(lockTimeoutMs);
  return {
    autoCreate: true,
    autoSeed: true,
    onPending: 'unready',
    lockWaitTimeoutMs: 60_000,
    lockTimeoutMs,
    statementTimeoutMs: 0,
    externalTables: {},
    journalTable: DEFAULT_JOURNAL_TABLE,
    keepResets,
    applicationVersion: process.env.npm_package_version,
    ...Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)),
    environment: environment === undefined ? resolveEnvironment() : environmentNamed(environment),
  };
}

/** Whether missing tables are made by themselves; where they are not, they come from migrations, which then count. */
export const createsByItself = ({ environment, autoCreate }: LifecycleSettings): boolean =>
  environment.policy === 'auto-create' && autoCreate;
