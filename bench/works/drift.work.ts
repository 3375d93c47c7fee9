import { compareCatalogs, createMissingTables, snapshotCatalog } from '../../src/database-lifecycle';
import { ours } from '../contestants';
import { benchDataSource } from '../contestants/bench.data-source';
import { benchModel } from '../model';
import { inTurns, patienceFor, timed, type Figure, type Patience } from '../turns';
import type { Work } from './work';

const LOG = 'TypeORM log()';

/** Reads the whole catalog of the tables and compares it with what it should be; TypeORM does both in `log()`. */
export const drift: Work = {
  name: 'drift',
  title: 'Full snapshot of the catalog and comparison',
  sizes: [10, 100, 1_000, 3_000],
  async run({ server, sizes, rounds, patienceMs }) {
    const figures: Figure[] = [];
    let patience: readonly (Patience & { readonly name: string })[] = [{ name: LOG }];
    for (const [index, size] of sizes.entries()) {
      const url = await server.database();
      const dataSource = await benchDataSource(url, benchModel(size));
      await createMissingTables(dataSource, { environment: 'development' });
      await server.settle(url);
      const snapshot = () => snapshotCatalog(dataSource);
      const expected = await snapshot();
      const turns = [
        {
          contestant: ours.name,
          run: () => timed(async () => compareCatalogs(expected, await snapshot())),
        },
        ...patience.map(({ name, once }) => ({
          contestant: name,
          once,
          run: () => timed(() => dataSource.driver.createSchemaBuilder().log()),
        })),
      ];
      const measured = await inTurns({ work: 'drift', size }, turns, rounds);
      figures.push(...measured);
      const growth = (sizes[index + 1] ?? size) / size;
      patience = patience.flatMap((one) => patienceFor(one, measured, growth, patienceMs));
      await dataSource.destroy();
    }
    return figures;
  },
};
