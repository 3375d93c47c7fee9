import { ours } from '../contestants';
import { inFreshProcess } from '../fresh.process';
import { figureOf, inTurns, type Figure } from '../turns';
import type { Work } from './work';

interface Planned {
  readonly milliseconds: number;
  readonly bytes: number;
}

/** Planning in memory, no server asked: what the entities of an empty database want, as statements. */
export const plan: Work = {
  name: 'plan',
  title: 'Plan in memory, the first time in a new process',
  sizes: [10, 100, 1_000, 5_000],
  async run({ server, sizes, rounds }) {
    const figures: Figure[] = [];
    const url = await server.database();
    for (const size of sizes) {
      const megabytes: number[] = [];
      const run = async (): Promise<number> => {
        const planned = inFreshProcess<Planned>('plan.process.ts', url, String(size));
        megabytes.push(Math.max(0, planned.bytes) / 2 ** 20);
        return planned.milliseconds;
      };
      figures.push(
        ...(await inTurns({ work: 'plan', size }, [{ contestant: ours.name, run }], rounds)),
        figureOf({ work: 'plan', size, unit: 'MB' }, 'its memory, beyond the metadata', megabytes.slice(1)),
      );
    }
    return figures;
  },
};
