import type { LifecycleEnvironment } from './interfaces/environment.interface';

const AUTO_CREATE = new Set(['development', 'test']);
const PRODUCTION = 'production';

/** The policy of an environment by its name: only `development` and `test` auto-create. */
export function environmentNamed(name: string): LifecycleEnvironment {
  return {
    name,
    policy: AUTO_CREATE.has(name) ? 'auto-create' : 'migrations-only',
    recognized: AUTO_CREATE.has(name) || name === PRODUCTION,
  };
}

/**
 * `ENVIRONMENT` wins over `NODE_ENV`, and if either says production, it is production. Neither: `development`.
 * White space around a value does not count, an empty value is no value.
 */
export function resolveEnvironment(env: Record<string, string | undefined> = process.env): LifecycleEnvironment {
  const names = [env.ENVIRONMENT, env.NODE_ENV].map((name) => name?.trim()).filter((name) => !!name) as string[];
  return environmentNamed(names.includes(PRODUCTION) ? PRODUCTION : (names[0] ?? 'development'));
}
