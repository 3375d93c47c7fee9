import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { figureOf, inTurns, type Figure } from '../turns';
import { ours } from '../contestants';
import { benchModel } from '../model';
import type { Work } from './work';

const HOME = join(__dirname, '..');
const TABLES = 10;

interface Start {
  readonly listening: number;
  readonly importing: number;
  readonly hook: number;
}

function start(url: string, module: 'with' | 'without'): Start {
  const args = [
    '-r',
    join(HOME, '../scripts/register.js'),
    join(HOME, 'start.process.js'),
    url,
    String(TABLES),
    module,
  ];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Start;
}

/** What the module adds to the start of a Nest app in which nothing is missing. */
export const nestStart: Work = {
  name: 'start',
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
        const measured = start(url, module);
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
