import { contestants, ours } from '../contestants';
import type { Contestant, Opened } from '../contestants/contestant';
import { bareCheck } from '../contestants/limits';
import { benchModel, type BenchModel } from '../model';
import { inTurns, patientWith, timed, type Figure } from '../turns';
import { roundTripsOf } from '../wire.count';
import type { Work } from './work';

export const BARE = 'the check query by itself';

/** Opens each of them on a database of its own in which all is there already. */
export async function openMade(
  all: readonly Contestant[],
  model: BenchModel,
  database: () => Promise<string>,
): Promise<{ contestant: string; url: string; opened: Opened }[]> {
  const made = [];
  for (const contestant of all) {
    const url = await database();
    const maker = await contestant.open(url, model);
    await maker.sync();
    await maker.close();
    made.push({ contestant: contestant.name, url, opened: await contestant.open(url, model) });
  }
  return made;
}

/** Nothing is missing: what every start but the first costs. */
export const noop: Work = {
  name: 'noop',
  title: 'Start when nothing is missing',
  async run({ server, sizes, rounds, patienceMs }, tell) {
    const figures: Figure[] = [];
    let all = contestants;
    for (const size of sizes) {
      tell(`${size} tables: ${all.map(({ name }) => name).join(', ')}`);
      const model = benchModel(size);
      const made = await openMade(all, model, () => server.database());
      const own = made.find(({ contestant }) => contestant === ours.name)!;
      const bare = { contestant: BARE, url: own.url, opened: await bareCheck(own.url, model) };
      const turns = [...made, bare].map(({ contestant, opened }) => ({ contestant, run: () => timed(opened.sync) }));
      const measured = await inTurns({ work: 'noop', size }, turns, rounds);
      for (const { opened } of [...made, bare]) await opened.close();
      for (const figure of measured) {
        const contestant = all.find(({ name }) => name === figure.contestant);
        const url = made.find((entry) => entry.contestant === figure.contestant)?.url;
        figures.push({ ...figure, roundTrips: contestant && url ? await roundTripsOf(contestant, url, model) : 1 });
      }
      all = patientWith(all, measured, patienceMs);
    }
    return figures;
  },
};
