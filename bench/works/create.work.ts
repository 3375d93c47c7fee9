import { contestants } from '../contestants';
import { oneMessage } from '../contestants/limits';
import type { Opened } from '../contestants/contestant';
import { benchModel, type BenchModel } from '../model';
import { inTurns, patientWith, timed, type Figure } from '../turns';
import { roundTripsOf } from '../wire.count';
import type { Work, WorkSettings } from './work';

export const MESSAGE = 'the same DDL as one message';

const creation = (name: string, title: string, durable: boolean): Work => ({
  name,
  title,
  async run({ server, sizes, rounds, patienceMs }: WorkSettings, tell) {
    const figures: Figure[] = [];
    let all = contestants;
    await server.durable(durable);
    for (const size of sizes) {
      tell(`${size} tables: ${all.map((contestant) => contestant.name).join(', ')}`);
      const model = benchModel(size);
      const makers: { contestant: string; open: (url: string, model: BenchModel) => Promise<Opened> }[] = [
        ...all.map((contestant) => ({ contestant: contestant.name, open: contestant.open })),
        { contestant: MESSAGE, open: oneMessage },
      ];
      const turns = makers.map(({ contestant, open }) => ({
        contestant,
        async run() {
          const opened = await open(await server.database(), model);
          const time = await timed(opened.sync);
          await opened.close();
          return time;
        },
      }));
      const measured = await inTurns({ work: name, size }, turns, rounds);
      for (const figure of measured) {
        const contestant = all.find((one) => one.name === figure.contestant);
        const roundTrips = contestant ? await roundTripsOf(contestant, await server.database(), model) : 1;
        figures.push({ ...figure, roundTrips });
      }
      all = patientWith(all, measured, patienceMs);
    }
    await server.durable(false);
    return figures;
  },
});

/** All tables from an empty database, by a server that waits for the disk. */
export const createDurable = creation('create', 'Create everything, fsync on', true);
/** The same where nothing waits for the disk: what a contestant itself costs shows more. */
export const createInMemory = creation('create-fsync-off', 'Create everything, fsync off', false);
