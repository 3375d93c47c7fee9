import type { DataSource } from 'typeorm';
import { createMissingTables, planMissingTables } from '../../../src/database-lifecycle';
import { statusFor } from '../../../src/database-lifecycle/database-status';
import { environmentNamed } from '../../../src/database-lifecycle';
import { LifecyclePlanError } from '../../../src/database-lifecycle/errors/lifecycle-plan.error';
import { lifecycleTarget } from '../../../src/database-lifecycle/lifecycle.target';
import { statusLines } from '../../../src/database-lifecycle/report/status.lines';
import { resetting, restoring } from '../../reset/support/acts';
import { databaseState, expectUnchanged } from '../../reset/support/database.state';
import { useEmptiedDatabase } from '../../support/emptied-database';
import { connectTo } from '../../support/lifecycle-data-source';
import { extent } from '../support/extent';
import { ENOUGH_MS, holds } from '../support/property';
import { expectExactly } from './support/made.objects';
import { entitiesOf, named } from './support/named.model';
import { expectOneByOne } from './support/one.by.one';

const RUNS = extent(40, 1_000);

/** Something that every injection here would like to drop. */
const CANARY = `CREATE TABLE public.canary (id integer PRIMARY KEY); INSERT INTO public.canary VALUES (1), (2)`;

async function expectReadable(app: DataSource): Promise<void> {
  const target = lifecycleTarget(app);
  const report = await statusFor(target, { exact: true });
  statusLines(report, { environment: environmentNamed(report.treatedAs), defaultSchema: target.journal.schema });
}

describe('names and texts of entities', () => {
  const database = useEmptiedDatabase();

  it(
    'become exactly what was asked for, or an error of the plan, and no statement becomes two',
    async () => {
      const ends = { made: 0, refused: 0 };
      await holds(RUNS, named, async (one) => {
        const { client } = database;
        await database.empty();
        await client.query(CANARY);
        const before = await databaseState(client);
        const app = await connectTo(database.url, entitiesOf(one));
        try {
          const { batches, problems } = await planMissingTables(app);
          await expectReadable(app);
          if (problems.length > 0) {
            await expect(createMissingTables(app)).rejects.toThrow(LifecyclePlanError);
            await expectUnchanged('After a refusal', before, client);
            ends.refused += 1;
            return;
          }
          await expectOneByOne(
            client,
            batches.flatMap(({ statements }) => statements.map(({ sql }) => sql)),
          );
          await createMissingTables(app);
          // One that is longer than a name TypeORM shortens in a way of its own.
          const junction = app.entityMetadatas.find(({ tableType }) => tableType === 'junction')!.tableName;
          await expectExactly(client, { ...one, junction });
          const { batches: rest } = await planMissingTables(app);
          if (rest.length > 0) throw new Error(`Planned again: ${rest.flatMap(({ creates }) => creates).join(', ')}`);
          await expectReadable(app);
          const made = await databaseState(client);
          await restoring(app, await resetting(app, { includeDependents: true }));
          await expectUnchanged('After reset and restore', made, client);
          ends.made += 1;
        } finally {
          await app.destroy();
        }
      });
      // A property that never gets there holds of anything.
      expect(ends.made).toBeGreaterThan(RUNS / 3);
      expect(ends.refused).toBeGreaterThan(0);
    },
    ENOUGH_MS,
  );
});
