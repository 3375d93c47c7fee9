import { checkAndDdl } from '../contestants/limits';
import { inTurns, timed } from '../turns';
import { bySize } from './by-size';
import { openMade } from './noop.work';
import type { Work } from './work';

const CHECK_AND_DDL = 'the check query, then the DDL';

/** One table is missing among many that are there: the day a new entity is saved. */
export const oneMissing: Work = {
  name: 'one-missing',
  title: 'Create the one table that is missing',
  sizes: [10, 100, 1_000],
  run: (settings, tell) =>
    bySize(settings, tell, async ({ size, model, all }) => {
      const { server, rounds } = settings;
      const last = model.tables.at(-1)!.name;
      const drop = `DROP TABLE "${last}" CASCADE; DROP TYPE IF EXISTS "${last}_status_enum", "enum_${last}_status"`;
      const made = await openMade(all, model, server);
      const turns = made.map(({ opened, url, ...turn }) => ({
        ...turn,
        async run() {
          await server.query(url, drop);
          return timed(opened.sync);
        },
      }));
      const { url } = made[0]!;
      const limit = {
        contestant: CHECK_AND_DDL,
        async run() {
          await server.query(url, drop);
          const opened = await checkAndDdl(url, model);
          const time = await timed(opened.sync);
          await opened.close();
          return time;
        },
      };
      const figures = await inTurns({ work: 'one-missing', size }, [...turns, limit], rounds);
      for (const { opened } of made) await opened.close();
      return figures;
    }),
};
