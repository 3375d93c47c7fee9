import type { SeederContext } from '../interfaces/seeder.interface';
import type { SqlSession } from '../sql/sql.session';
import { deterministicFaker } from './deterministic.faker';
import { managerOfRun } from './run.manager';
import type { SeederCalls } from './seeder.calls';
import type { RegisteredSeeder } from './seeder.registry';
import { seedingHelpers } from './seeding.helpers';
import type { SeedingObserver } from './seeding.observer';

export interface ContextWishes extends Pick<SeedingObserver, 'onRows' | 'onRowsAsked'> {
  /** How many rows a person asked for; undefined leaves it to the seeder. */
  readonly rows?: number;
}

/** What a seeder's `run()` is given; all of it works on the session's open transaction. */
export function seederContext(
  session: SqlSession,
  { options: { key, content } }: RegisteredSeeder,
  calls: SeederCalls,
  { rows: wanted, ...observer }: ContextWishes = {},
): SeederContext {
  let loaded: SeederContext['faker'] | undefined;
  const faker = () => (loaded ??= deterministicFaker(key));
  let written = 0;
  const { copy, upsert, ...helpers } = seedingHelpers(session, {
    faker,
    beforeBatch: calls.hold,
    onRows: (rows, remaining) => {
      written += rows;
      observer.onRows?.(written, remaining === null ? null : written + remaining);
    },
  });
  return {
    manager: managerOfRun(session.runner, calls.hold),
    get faker() {
      return faker();
    },
    content,
    rows: (fallback) => {
      observer.onRowsAsked?.();
      return wanted ?? fallback;
    },
    ...helpers,
    copy: (...args) => calls.watch('copy()', copy(...args)),
    upsert: (...args) => calls.watch('upsert()', upsert(...args)),
  };
}
