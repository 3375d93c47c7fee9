import { contestants } from '../contestants';
import { checkAndDdl } from '../contestants/limits';
import { benchModel } from '../model';
import { inTurns, patientWith, timed, type Figure } from '../turns';
import { openMade } from './noop.work';
import type { Work } from './work';

export const CHECK_AND_DDL = 'the check query, then the DDL';

/** One table is missing among many that are there: the day a new entity is saved. */
export const oneMissing: Work = {
  name: 'one-missing',
  title: 'Create the one table that is missing',
  async run({ server, sizes, rounds, patienceMs }, tell) {
    const figures: Figure[] = [];
    let all = contestants;
    for (const size of sizes) {
      tell(`${size} tables: ${all.map(({ name }) => name).join(', ')}`);
      const model = benchModel(size);
      const last = model.tables.at(-1)!.name;
      const drop = `DROP TABLE "${last}" CASCADE; DROP TYPE IF EXISTS "${last}_status_enum", "enum_${last}_status"`;
      const made = await openMade(all, model, () => server.database());
      const turns = made.map(({ contestant, url, opened }) => ({
        contestant,
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
      const measured = await inTurns({ work: 'one-missing', size }, [...turns, limit], rounds);
      figures.push(...measured);
      for (const { opened } of made) await opened.close();
      all = patientWith(all, measured, patienceMs);
    }
    return figures;
  },
};
