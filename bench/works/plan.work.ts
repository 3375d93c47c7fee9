import { emptyDatabase } from '../../src/database-lifecycle/plan/empty.database';
import { lifecycleTarget } from '../../src/database-lifecycle/lifecycle.target';
import { planMissingRelations } from '../../src/database-lifecycle/plan/missing-relations.planner';
import { planningContext } from '../../src/database-lifecycle/plan/planning.context';
import { ours } from '../contestants';
import { benchDataSource } from '../contestants/bench.data-source';
import { benchModel } from '../model';
import { inTurns, timed, type Figure } from '../turns';
import type { Work } from './work';

/** Planning in memory, no server asked: what the entities of an empty database want, as statements. */
export const plan: Work = {
  name: 'plan',
  title: 'Plan in memory',
  async run({ server, sizes, rounds }) {
    const figures: Figure[] = [];
    for (const size of sizes) {
      const dataSource = await benchDataSource(await server.database(), benchModel(size));
      const run = (): Promise<number> =>
        timed(() => {
          const target = lifecycleTarget(dataSource, { environment: 'development' });
          const snapshot = emptyDatabase(target.model, 'public', []);
          const context = planningContext(dataSource, target.model, snapshot);
          return planMissingRelations(context, snapshot, target);
        });
      figures.push(...(await inTurns({ work: 'plan', size }, [{ contestant: ours.name, run }], rounds)));
      await dataSource.destroy();
    }
    return figures;
  },
};
