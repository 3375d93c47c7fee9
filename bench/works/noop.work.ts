import type { BenchServer } from '../bench.server';
import { ours } from '../contestants';
import type { Contestant, Opened } from '../contestants/contestant';
import { bareCheck } from '../contestants/limits';
import type { BenchModel } from '../model';
import { inTurns, timed, type Patience } from '../turns';
import { roundTripsOf } from '../wire.count';
import { bySize } from './by-size';
import type { Work } from './work';

export const BARE = 'the check query by itself';

/** A contestant on a database of its own in which all is there already. */
interface Made extends Patience {
  readonly contestant: string;
  readonly url: string;
  readonly opened: Opened;
}

/** Opens each of them on a database of its own in which all is there already. */
export async function openMade(
  all: readonly (Contestant & Patience)[],
  model: BenchModel,
  server: BenchServer,
  database = server.database,
): Promise<Made[]> {
  const made = [];
  for (const contestant of all) {
    const url = await database();
    const maker = await (contestant.maker ?? contestant).open(url, model);
    await maker.sync();
    await maker.close();
    await server.settle(url);
    const opened = await contestant.open(url, model);
    made.push({ contestant: contestant.name, once: contestant.once, url, opened });
  }
  return made;
}

/** Nothing is missing: what every start but the first costs. */
export const noop: Work = {
  name: 'noop',
  title: 'Start when nothing is missing',
  sizes: [10, 100, 1_000, 3_000],
  run: (settings, tell) =>
    bySize(settings, tell, async ({ size, model, all }) => {
      const made = await openMade(all, model, settings.server);
      const own = made.find(({ contestant }) => contestant === ours.name)!;
      const bare = { contestant: BARE, url: own.url, opened: await bareCheck(own.url, model) };
      const turns = [...made, bare].map(({ opened, ...turn }) => ({ ...turn, run: () => timed(opened.sync) }));
      const measured = await inTurns({ work: 'noop', size }, turns, settings.rounds);
      for (const { opened } of [...made, bare]) await opened.close();
      const figures = [];
      for (const figure of measured) {
        const contestant = all.find(({ name, once }) => name === figure.contestant && !once);
        const url = made.find((entry) => entry.contestant === figure.contestant)?.url;
        const roundTrips = contestant && url ? await roundTripsOf(contestant, url, model) : undefined;
        figures.push({ ...figure, roundTrips: figure.contestant === BARE ? 1 : roundTrips });
      }
      return figures;
    }),
};
