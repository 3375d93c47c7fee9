import { withSession } from '../../src/database-lifecycle/sql/sql.session';
import { lifecycleTarget } from '../../src/database-lifecycle/lifecycle.target';
import { catalogReader } from '../../src/database-lifecycle/migrations/expected.catalogs';
import { changes } from './changes';
import { sendUp } from './draft.run';
import { outcomeOf } from './kept.rows';
import { dataSourceOf, Lab } from './lab';
import { modelAfter } from './pairing';
import { readRows } from './stored.rows';
import { draftOf, renamesOf } from './trial';

/** The change, what makes a row that it can't keep, and what PostgreSQL says then. */
const unfit: readonly (readonly [change: string, sql: string, error: RegExp])[] = [
  ['narrow a length', `INSERT INTO pseudonym VALUES ('longer than ten', 3, 0, 1)`, /value too long/],
  ['text to int', `UPDATE book SET code = 'x' WHERE code = '7'`, /invalid input syntax for type integer/],
  ['narrow a precision', `UPDATE book SET price = 10000 WHERE code = '7'`, /numeric field overflow/],
  ['varchar to enum', `UPDATE setting SET value = 'thirteen'`, /invalid input value for enum/],
  ['remove a label of a column with a default', `UPDATE author SET mood = 'grim'`, /invalid input value for enum/],
  ['remove a label of an array', `UPDATE author SET moods = '{up,down}'`, /invalid input value for enum/],
  ['remove a label of a shared enum', `UPDATE carrier SET medium = 'film'`, /invalid input value for enum/],
  ['replace a label', `UPDATE note SET mark = 'green'`, /invalid input value for enum/],
  ['forbid null', `UPDATE genre SET rank = NULL WHERE label = 'essay'`, /violated by some row|contains null values/],
  ['add a unique column constraint', `UPDATE place SET name = 'town'`, /could not create unique index/],
  ['add a check', `UPDATE book SET weight = -20`, /violated by some row/],
  ['another check of the same name', `UPDATE author SET rating = 2000`, /violated by some row/],
  ['add a unique partial index', `UPDATE note SET body = 'same', mark = 'red'`, /could not create unique index/],
];

describe('a row that a change can not keep stops the migration, and stays as it is', () => {
  let lab: Lab;

  beforeAll(async () => {
    lab = await Lab.open();
  });

  afterAll(() => lab?.close());

  it.each(unfit)('%s', async (name, sql, error) => {
    const change = changes.find((one) => one.name === name)!;
    const copy = await lab.copy();
    const dataSource = await dataSourceOf(modelAfter([change])!, copy.url);
    try {
      await withSession(dataSource, async (session) => {
        await session.send(sql);
        const before = await readRows(session, lab.readings);
        const draft = draftOf(lab, await lab.madeBy(dataSource), renamesOf(outcomeOf([change])));
        await expect(sendUp(session, draft)).rejects.toThrow(error);
        expect(await readRows(session, lab.readings)).toEqual(before);
        const { columns } = await catalogReader(lifecycleTarget(dataSource))(session);
        expect(columns.map(({ table, name, type }) => [table, name, type])).toEqual(
          lab.base.snapshot.columns.map(({ table, name, type }) => [table, name, type]),
        );
      });
    } finally {
      await dataSource.destroy();
      await copy.drop();
    }
  });
});
