import { oneMessage } from '../contestants/limits';
import { inTurns, timed } from '../turns';
import { roundTripsOf } from '../wire.count';
import { bySize } from './by-size';
import type { Work } from './work';

const MESSAGE = 'the same DDL as one message';

const creation = (work: Pick<Work, 'name' | 'title' | 'sizes'>, durable: boolean): Work => ({
  ...work,
  async run(settings, tell) {
    const { server, rounds } = settings;
    await server.durable(durable);
    const figures = await bySize(settings, tell, async ({ size, model, all }) => {
      const turns = [...all, { name: MESSAGE, open: oneMessage, once: false }].map(({ name, once, open }) => ({
        contestant: name,
        once,
        async run() {
          const opened = await open(await server.database(), model);
          try {
            return await timed(opened.sync);
          } finally {
            await opened.close();
          }
        },
      }));
      const measured = [];
      for (const figure of await inTurns({ work: work.name, size }, turns, rounds)) {
        const contestant = all.find(({ name, once }) => name === figure.contestant && !once && !figure.failure);
        const counted = contestant ? await roundTripsOf(contestant, await server.database(), model) : undefined;
        measured.push({ ...figure, roundTrips: figure.contestant === MESSAGE ? 1 : counted });
      }
      return measured;
    });
    await server.durable(false);
    return figures;
  },
});

/** All tables from an empty database, by a server that waits for the disk. */
export const createDurable = creation(
  { name: 'create', title: 'Create everything, fsync on', sizes: [10, 100, 1_000, 3_000] },
  true,
);
/** The same where nothing waits for the disk: what a contestant itself costs shows more. */
export const createInMemory = creation(
  { name: 'create-fsync-off', title: 'Create everything, fsync off', sizes: [10, 100, 1_000] },
  false,
);
