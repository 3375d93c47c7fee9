import { createMissingTables } from '../../src/database-lifecycle';
import { sendCopy } from '../../src/database-lifecycle/seeding/rows/copy.stream';
import { rowHelpers } from '../../src/database-lifecycle/seeding/rows/row.helpers';
import { withSession, type SqlSession } from '../../src/database-lifecycle/sql/sql.session';
import { COPY_ANIMALS, animal, animalEntities, animalText, animals, animalsWithIds, makeOwners } from '../animals';
import { ours } from '../contestants';
import { connected } from '../contestants/bench.data-source';
import { inTurns, timed } from '../turns';
import type { Work } from './work';

/** What TypeORM is given at once: 8 parameters a row, of which a statement takes 65,535 at most. */
const AT_ONCE = 1_000;

/** Its time in one transaction, on an emptied table. */
async function onEmpty(session: SqlSession, write: () => Promise<unknown>): Promise<number> {
  await session.send('TRUNCATE animal RESTART IDENTITY');
  await session.send('CHECKPOINT');
  return timed(async () => {
    await session.runner.startTransaction();
    await write();
    await session.runner.commitTransaction();
  });
}

/** Hands over so many rows at a time. */
const inParts = async (rows: number, write: (part: object[]) => Promise<unknown>): Promise<void> => {
  for (let from = 0; from < rows; from += AT_ONCE) await write(animalsWithIds(from, Math.min(rows, from + AT_ONCE)));
};

/** Rows of 8 columns, one of them a relation: given by the other row's natural key to this module, by its id to others. */
export const seeding: Work = {
  name: 'seeding',
  title: 'Seed rows of 8 columns, one of them a relation',
  sizes: [100_000],
  async run({ server, rounds, sizes }) {
    const dataSource = await connected(await server.database(), animalEntities);
    await createMissingTables(dataSource, { environment: 'development' });
    const figures = await withSession(dataSource, async (session) => {
      await session.send(makeOwners);
      const repository = session.runner.manager.getRepository(animal);
      const all = [];
      for (const rows of sizes) {
        const text = animalText(rows);
        const ways = {
          [ours.name]: () => rowHelpers(session, { onRows: () => undefined }).copy(animal, animals(rows)),
          'repository.insert()': () => inParts(rows, (part) => repository.insert(part)),
          'repository.save()': () => inParts(rows, (part) => repository.save(part)),
          'COPY of text made before': () => sendCopy(session, COPY_ANIMALS, text),
        };
        const turns = Object.entries(ways).map(([contestant, write]) => ({
          contestant,
          run: () => onEmpty(session, write),
        }));
        all.push(...(await inTurns({ work: 'seeding', size: rows }, turns, rounds)));
      }
      return all;
    });
    await dataSource.destroy();
    return figures;
  },
};
