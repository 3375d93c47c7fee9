import type { SeederContext } from '../interfaces/seeder.interface';
import type { SqlSession } from '../sql/sql.session';
import { deterministicFaker } from './deterministic.faker';
import type { RegisteredSeeder } from './seeder.registry';
import { seedingHelpers } from './seeding.helpers';
import type { SeedingObserver } from './seeding.observer';

export interface ContextWishes {
  /** How many rows a person asked for; undefined leaves it to the seeder. */
  readonly rows?: number;
  readonly onRows?: SeedingObserver['onRows'];
}

/** What a seeder's `run()` is given; all of it works on the session's open transaction. */
export function seederContext(
  session: SqlSession,
  { options: { key, content } }: RegisteredSeeder,
  { rows: wanted, onRows }: ContextWishes = {},
): SeederContext {
  let loaded: SeederContext['faker'] | undefined;
  const faker = () => (loaded ??= deterministicFaker(key));
  let written = 0;
  return {
    manager: session.runner.manager,
    get faker() {
      return faker();
    },
    content,
    rows: (fallback) => wanted ?? fallback,
    ...seedingHelpers(session, {
      faker,
      onRows: (rows, remaining) => {
        written += rows;
        onRows?.(written, remaining === null ? null : written + remaining);
      },
    }),
  };
}
