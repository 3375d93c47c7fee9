import { environmentNamed, resolveEnvironment } from './environment';
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

export function lifecycleSettings({ environment, ...options }: DatabaseLifecycleOptions = {}): LifecycleSettings {
  return {
    autoCreate: true,
    autoSeed: true,
    onPending: 'unready',
    lockWaitTimeoutMs: 60_000,
    lockTimeoutMs: 5_000,
    statementTimeoutMs: 0,
    externalTables: {},
    journalTable: DEFAULT_JOURNAL_TABLE,
    applicationVersion: process.env.npm_package_version,
    ...Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)),
    environment: environment === undefined ? resolveEnvironment() : environmentNamed(environment),
  };
}
