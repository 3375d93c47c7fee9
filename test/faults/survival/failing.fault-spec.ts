import * as fc from 'fast-check';
import type { DataSource } from 'typeorm';
import { createMissingTables } from '../../../src/database-lifecycle';
import { ExitCode } from '../../../src/database-lifecycle/errors/database-lifecycle.error';
import { PlanExecutionError } from '../../../src/database-lifecycle/errors/plan-execution.error';
import { resetting, restoring } from '../../reset/support/acts';
import { databaseState } from '../../reset/support/database.state';
import { extent } from '../support/extent';
import { ENOUGH_MS, holds } from '../support/property';
import { failingDdl } from './support/failing.ddl';
import { STATEMENTS, type Operation } from './support/plans';
import { boot, expectSurvived, useSurvivalLab } from './support/survival.lab';
import { worlds } from './support/world';

const RUNS = extent(25, 500);

const ACTS: Readonly<Record<Operation, (app: DataSource) => Promise<unknown>>> = {
  boot: createMissingTables,
  reset: (app) => resetting(app, { includeDependents: true }),
  restore: (app) => restoring(app),
};

/** What has to be done before the operation can be. */
const BEFORE: Readonly<Record<Operation, readonly Operation[]>> = {
  boot: [],
  reset: ['boot'],
  restore: ['boot', 'reset'],
};

const isRefusal = (error: unknown): boolean =>
  (error as { problems?: unknown }).problems !== undefined ||
  (error as { exitCode?: ExitCode }).exitCode === ExitCode.refused;

describe('a statement that fails in the middle', () => {
  const lab = useSurvivalLab();

  it(
    'leaves all as it was, and the next try succeeds',
    async () => {
      const failed = { boot: 0, reset: 0, restore: 0 };
      const cases = fc.record({
        world: worlds({ guests: false }),
        operation: fc.constantFrom<Operation[]>('boot', 'reset', 'restore'),
        at: fc.nat(99),
      });
      await holds(RUNS, cases, ({ world, operation, at }) =>
        lab.in(world, async (app) => {
          const failing = failingDdl(lab.client);
          let statements: readonly string[];
          try {
            for (const earlier of BEFORE[operation]) await ACTS[earlier](app);
            statements = await STATEMENTS[operation](app);
          } catch (error) {
            if (isRefusal(error)) return;
            throw error;
          }
          if (statements.length === 0) return;
          try {
            await failing.arm(statements, at);
            const before = await databaseState(lab.client);
            const failure = await ACTS[operation](app).then(
              () => new Error('It did not fail'),
              (error: Error) => error,
            );
            if (!(failure instanceof PlanExecutionError) || !failure.message.includes(failing.message)) throw failure;
            await expectSurvived('After a failure', before, lab.client, { additions: 'none' });
          } finally {
            await failing.disarm();
          }
          failed[operation] += 1;
          await ACTS[operation](app);
          const { created } = await boot(app);
          if (created.length > 0) throw new Error(`A boot behind it creates ${created.join(', ')}`);
        }),
      );
      // A property that never gets there holds of anything.
      for (const count of Object.values(failed)) expect(count).toBeGreaterThan(RUNS / 20);
    },
    ENOUGH_MS,
  );
});
