import { compareCatalogs, createMissingTables, snapshotCatalog } from '../../src/database-lifecycle';
import { withReadOnlySession } from '../../src/database-lifecycle/sql/sql.session';
import { ours } from '../contestants';
import { benchDataSource } from '../contestants/bench.data-source';
import { benchModel } from '../model';
import { inTurns, timed, type Figure } from '../turns';
import type { Work } from './work';

/** Reads the whole catalog of the tables and compares it with what it should be; TypeORM does both in `log()`. */
export const drift: Work = {
  name: 'drift',
  title: 'Full snapshot of the catalog and comparison',
  async run({ server, sizes, rounds, patienceMs }) {
    const figures: Figure[] = [];
    let patient = true;
    for (const size of sizes) {
      const dataSource = await benchDataSource(await server.database(), benchModel(size));
      await createMissingTables(dataSource, { environment: 'development' });
      const snapshot = () => withReadOnlySession(dataSource, (session) => snapshotCatalog(session));
      const expected = await snapshot();
      const turns = [
        {
          contestant: ours.name,
          run: () => timed(async () => compareCatalogs(expected, await snapshot())),
        },
        ...(patient
          ? [{ contestant: 'TypeORM log()', run: () => timed(() => dataSource.driver.createSchemaBuilder().log()) }]
          : []),
      ];
      const measured = await inTurns({ work: 'drift', size }, turns, rounds);
      figures.push(...measured);
      patient &&= measured.every(({ median }) => median < patienceMs);
      await dataSource.destroy();
    }
    return figures;
  },
};
