import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { ours } from '../contestants';
import { inFreshProcess } from '../fresh.process';
import { benchModel } from '../model';
import { figureOf, inTurns, type Figure } from '../turns';
import type { Work } from './work';

const ROOT = join(__dirname, '../..');
/** Inside of the checkout, so that it finds its peers. */
const PACKAGE = join(ROOT, '.bench', 'package');
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
    execFileSync(process.execPath, [join(ROOT, 'scripts/package/build.js'), PACKAGE]);
    const url = await server.database();
    const opened = await ours.open(url, benchModel(TABLES));
    await opened.sync();
    await opened.close();
    const started: Start[] = [];
    const start = (...modulePackage: string[]) =>
      inFreshProcess<Start>('start.process.js', url, String(TABLES), ...modulePackage);
    const work = { work: 'start', size: TABLES };
    const whole = await inTurns(
      work,
      [
        { contestant: 'without the module', run: async () => start().listening },
        {
          contestant: 'with it',
          async run() {
            const measured = start(PACKAGE);
            started.push(measured);
            return measured.listening;
          },
        },
      ],
      rounds,
    );
    const counted = started.slice(1);
    const part = (contestant: string, pick: (start: Start) => number): Figure =>
      figureOf({ ...work, unit: 'ms' }, contestant, counted.map(pick));
    return [
      ...whole,
      part('of that, its bootstrap hook', ({ hook }) => hook),
      part('of that, its import', ({ importing }) => importing),
    ];
  },
};
