import { contestants } from '../contestants';
import { bareCheck } from '../contestants/limits';
import { benchModel } from '../model';
import { inTurns, patienceFor, timed, type Figure } from '../turns';
import type { Sized } from './by-size';
import { BARE, openMade } from './noop.work';
import type { Work } from './work';

const CROWD = 10_000;
const AT_ONCE = 500;
const SIZE = 100;
const BESIDE = ` beside ${CROWD.toLocaleString('en-US')}`;

const crowd = (from: number): string =>
  Array.from({ length: AT_ONCE }, (_, n) => `CREATE TABLE "unrelated_${from + n}" (id int, note text)`).join(';\n');

/** 100 tables alone, and beside 10,000 that no entity asks for: who lists the schema pays for all of them. */
export const crowded: Work = {
  name: 'crowded',
  sizes: [],
  title: `Start with ${SIZE} tables, nothing missing, beside ${CROWD.toLocaleString('en-US')} unrelated tables`,
  async run({ server, rounds, patienceMs }, tell) {
    const model = benchModel(SIZE);
    tell(`making ${CROWD} unrelated tables`);
    const crowdedDatabase = async (): Promise<string> => {
      const url = await server.database();
      for (let from = 0; from < CROWD; from += AT_ONCE) await server.query(url, crowd(from));
      return url;
    };
    const figures: Figure[] = [];
    let all: Sized['all'] = contestants;
    for (const [beside, database] of [
      ['', server.database],
      [BESIDE, crowdedDatabase],
    ] as const) {
      const made = await openMade(all, model, server, database);
      const bare = { contestant: BARE, opened: await bareCheck(made[0]!.url, model) };
      const turns = [...made, bare].map(({ opened, ...turn }) => ({ ...turn, run: () => timed(opened.sync) }));
      const measured = await inTurns({ work: 'crowded', size: SIZE }, turns, rounds);
      figures.push(...measured.map((figure) => ({ ...figure, contestant: `${figure.contestant}${beside}` })));
      for (const { opened } of [...made, bare]) await opened.close();
      all = all.flatMap((contestant) => patienceFor(contestant, measured, Math.sqrt(CROWD / SIZE), patienceMs));
    }
    return figures;
  },
};
