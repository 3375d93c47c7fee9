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

/** What `lock_timeout` and `statement_timeout` hold. */
const MAX_SERVER_TIMEOUT_MS = 2_147_483_647;

/** To the server a lock timeout of 0 is none, and no wait for a table is without end. */
const TIMEOUTS = {
  lockWaitTimeoutMs: [0, Number.POSITIVE_INFINITY],
  lockTimeoutMs: [1, MAX_SERVER_TIMEOUT_MS],
  statementTimeoutMs: [0, MAX_SERVER_TIMEOUT_MS],
} as const;

/** `Number(undefined)` is NaN, which would be waited for without end, or be no SQL. */
function refuseTimeouts(options: DatabaseLifecycleOptions): void {
  for (const option of ['lockWaitTimeoutMs', 'lockTimeoutMs', 'statementTimeoutMs'] as const) {
    const [min, max] = TIMEOUTS[option];
    const { [option]: found = min } = options;
    if (typeof found !== 'number' || !(found >= min && found <= max))
      throw LifecycleConfigurationError.timeout(option, found, min, max);
  }
}

/**
 * @throws LifecycleConfigurationError for a `keepResets` that is no number of trashes (what is purged is not guessed), and
 *   for a timeout that is no number of milliseconds, or with which a wait for a table would have no end
 */
export function lifecycleSettings({ environment, ...options }: DatabaseLifecycleOptions = {}): LifecycleSettings {
  refuseTimeouts(options);
  const { keepResets = 3 } = options;
  if (keepResets !== Number.POSITIVE_INFINITY && !(Number.isSafeInteger(keepResets) && keepResets >= 0))
    throw LifecycleConfigurationError.keepResets(keepResets);
  return {
    autoCreate: true,
    autoSeed: true,
    onPending: 'unready',
    lockWaitTimeoutMs: 60_000,
    lockTimeoutMs: 5_000,
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
