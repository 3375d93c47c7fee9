import type { SeederContext } from '../interfaces/seeder.interface';
import type { SqlSession } from '../sql/sql.session';
import { deterministicFaker } from './deterministic.faker';
import type { RegisteredSeeder } from './seeder.registry';

/**
 * What a seeder's `run()` is given; all of it works on the session's open transaction.
 * @param wanted the number of rows that a person asked for; undefined leaves it to the seeder
 */
export function seederContext(
  session: SqlSession,
  { options: { key, content } }: RegisteredSeeder,
  wanted?: number,
): SeederContext {
  let faker: SeederContext['faker'] | undefined;
  return {
    manager: session.runner.manager,
    get faker() {
      return (faker ??= deterministicFaker(key));
    },
    content,
    rows: (fallback) => wanted ?? fallback,
  };
}
