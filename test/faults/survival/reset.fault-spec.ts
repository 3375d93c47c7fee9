import * as fc from 'fast-check';
import type { DataSource } from 'typeorm';
import type { RdbmsSchemaBuilder } from 'typeorm/schema-builder/RdbmsSchemaBuilder.js';
import { createMissingTables } from '../../../src/database-lifecycle';
import { DatabaseLifecycleError, ExitCode } from '../../../src/database-lifecycle/errors/database-lifecycle.error';
import { resetting, restoring } from '../../reset/support/acts';
import { chanceOf } from '../../reset/support/chance';
import { databaseState, expectUnchanged } from '../../reset/support/database.state';
import { fillAtRandom } from '../../reset/support/row.filler';
import { extent } from '../support/extent';
import { ENOUGH_MS, holds } from '../support/property';
import { planOfReset } from './support/plans';
import { expectKept, storedByOid } from './support/stored.objects';
import { boot, useSurvivalLab } from './support/survival.lab';
import { worlds } from './support/world';

const RUNS = extent(25, 500);

const ALL = { includeDependents: true };

/** Quoted paths of the tables that lose a foreign key meanwhile; null when the reset would be refused. */
async function rejoinedBy(app: DataSource): Promise<string[] | null> {
  try {
    const { aside } = await planOfReset(app);
    const tables = (aside?.constraints ?? []).map(({ schema, table }) => [schema, table]);
    const rows = await app.query<{ path: string }[]>(
      `SELECT format('%I.%I', pair->>0, pair->>1) AS path FROM jsonb_array_elements($1::jsonb) pair`,
      [JSON.stringify(tables)],
    );
    return rows.map(({ path }) => path);
  } catch (error) {
    const refused = error instanceof DatabaseLifecycleError && error.exitCode === ExitCode.refused;
    if (!refused) throw error;
    return null;
  }
}

/** TypeORM's own record, which the first operation that needs it makes, and which stays: made before all is read. */
async function makeRecord(app: DataSource): Promise<void> {
  const runner = app.createQueryRunner();
  await (app.driver.createSchemaBuilder() as RdbmsSchemaBuilder).createMetadataTableIfNecessary(runner);
  await runner.release();
}

describe('a reset in a database that is somebody else’s', () => {
  const lab = useSurvivalLab();

  it(
    'harms nothing of what was there, and a restore brings back all as it was',
    async () => {
      const ends = { restored: 0, refused: 0 };
      const cases = fc.record({ world: worlds({ guests: false }), seed: fc.nat(999) });
      await holds(RUNS, cases, ({ world, seed }) =>
        lab.in(world, async (app) => {
          const { created, refusal } = await boot(app);
          if (refusal) return;
          await makeRecord(app);
          await fillAtRandom(lab.client, app, chanceOf(`${seed}`), { most: 5, only: created });
          const rejoined = await rejoinedBy(app);
          const before = await databaseState(lab.client, { rejoined: rejoined ?? [] });
          if (rejoined === null) {
            await expect(resetting(app, ALL)).rejects.toMatchObject({ exitCode: ExitCode.refused });
            await expectUnchanged('After a refused reset', before, lab.client);
            ends.refused += 1;
            return;
          }
          const kept = await storedByOid(lab.client);
          const trash = await resetting(app, ALL);
          await expectKept('After a reset', kept, lab.client);
          const again = await createMissingTables(app);
          if (again.created.length > 0) throw new Error(`A boot after the reset creates ${again.created.join(', ')}`);
          await restoring(app, trash);
          await expectUnchanged('After reset and restore', before, lab.client, { rejoined });
          ends.restored += 1;
        }),
      );
      // A property that never gets there holds of anything.
      expect(ends.restored).toBeGreaterThan(RUNS / 4);
    },
    ENOUGH_MS,
  );
});
