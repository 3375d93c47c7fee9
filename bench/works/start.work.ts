import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ours } from '../contestants';
import { inFreshProcess } from '../fresh.process';
import { benchModel } from '../model';
import { figureOf, inTurns, type Figure } from '../turns';
import type { Work } from './work';

const HOME = join(__dirname, '..');
const TABLES = 10;

interface Start {
  readonly listening: number;
  readonly importing: number;
  readonly hook: number;
}

/** What the module adds to the start of a Nest app in which nothing is missing. */
export const nestStart: Work = {
  name: 'start',
  sizes: [],
  title: `Start of a Nest app with ${TABLES} tables, from nothing to listening`,
  async run({ server, rounds }) {
    if (!existsSync(join(HOME, '../dist/src/database-lifecycle')))
      throw new Error('The compiled module is measured, and there is none yet: npm run build');
    const url = await server.database();
    const opened = await ours.open(url, benchModel(TABLES));
    await opened.sync();
    await opened.close();
    const starts: Record<'with' | 'without', Start[]> = { with: [], without: [] };
    const turn = (contestant: string, module: 'with' | 'without') => ({
      contestant,
      async run() {
        const measured = inFreshProcess<Start>('start.process.js', url, String(TABLES), module);
        starts[module].push(measured);
        return measured.listening;
      },
    });
    const work = { work: 'start', size: TABLES };
    const whole = await inTurns(work, [turn('without the module', 'without'), turn('with it', 'with')], rounds);
    const counted = starts.with.slice(1);
    const part = (contestant: string, pick: (start: Start) => number): Figure =>
      figureOf({ ...work, unit: 'ms' }, contestant, counted.map(pick));
    return [
      ...whole,
      part('of that, its bootstrap hook', ({ hook }) => hook),
      part('of that, its import', ({ importing }) => importing),
    ];
  },
};
