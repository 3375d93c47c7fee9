import type { SeederContext } from '../interfaces/seeder.interface';
import type { SqlSession } from '../sql/sql.session';
import { deterministicFaker } from './deterministic.faker';
import { rowHelpers } from './rows/row.helpers';
import type { RegisteredSeeder } from './seeder.registry';
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
  let faker: SeederContext['faker'] | undefined;
  let written = 0;
  return {
    manager: session.runner.manager,
    get faker() {
      return (faker ??= deterministicFaker(key));
    },
    content,
    rows: (fallback) => wanted ?? fallback,
    ...rowHelpers(session, {
      onRows: (rows, remaining) => {
        written += rows;
        onRows?.(written, remaining === null ? null : written + remaining);
      },
    }),
  };
}
