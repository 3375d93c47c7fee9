import { databaseState } from '../../reset/support/database.state';
import { extent } from '../support/extent';
import { ENOUGH_MS, holds } from '../support/property';
import { expectCreated, relationsThere } from './support/expected.relations';
import { boot, expectSurvived, useSurvivalLab } from './support/survival.lab';
import { worlds } from './support/world';

const RUNS = extent(40, 600);

describe('a boot in a database that is somebody else’s', () => {
  const lab = useSurvivalLab();

  it(
    'creates what is missing or says why not, and leaves every old row and object as it was',
    async () => {
      const ends = { created: 0, refused: 0 };
      await holds(RUNS, worlds({ guests: true }), (world) =>
        lab.in(world, async (app) => {
          const before = await databaseState(lab.client);
          const present = await relationsThere(lab.client, app);
          const { created, refusal } = await boot(app);
          await expectSurvived('After a boot', before, lab.client, { additions: refusal ? 'none' : 'any' });
          if (refusal && !world.mayBeRefused)
            throw new Error('Refused, though nothing is in the way', { cause: refusal });
          ends[refusal ? 'refused' : 'created'] += 1;
          if (refusal) return;
          await expectCreated(lab.client, app, present, created);
          const after = await databaseState(lab.client);
          const again = await boot(app);
          if (again.created.length > 0) throw new Error(`A second boot creates ${again.created.join(', ')}`);
          await expectSurvived('After a second boot', after, lab.client, { additions: 'none' });
        }),
      );
      // A property that never gets there holds of anything.
      expect(ends.created).toBeGreaterThan(RUNS / 4);
      expect(ends.refused).toBeGreaterThan(RUNS / 20);
    },
    ENOUGH_MS,
  );
});
