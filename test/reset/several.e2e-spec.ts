import { createMissingTables } from '../../src/database-lifecycle';
import { resetting, restoring } from './support/acts';
import { KeptDatabase } from './support/kept.database';

describe('several resets', () => {
  let kept: KeptDatabase;
  beforeEach(async () => {
    kept = await KeptDatabase.make();
  });
  afterEach(() => kept.drop());

  const reset = (): Promise<string> => resetting(kept.dataSource, { includeDependents: true });
  const insert = (name: string) => kept.client.query('INSERT INTO owners (name) VALUES ($1)', [name]);
  const names = async (): Promise<string[]> =>
    (await kept.client.query<{ name: string }>('SELECT name FROM owners ORDER BY id')).rows.map(({ name }) => name);

  it('in a row: the older one comes back, then the newer one, then the older one again', async () => {
    const older = await reset();
    await insert('second');
    const second = await kept.state();
    const newer = await reset();
    await insert('third');
    const third = await kept.state();
    expect(await kept.trashes()).toEqual([older, newer].toSorted());

    const asideThird = await restoring(kept.dataSource, older);
    await kept.expectFilled('After the restore of the older');
    const asideFirst = await restoring(kept.dataSource, newer);
    await kept.expectState('After the restore of the newer', second);
    expect(await names()).toEqual(['second']);
    const asideSecond = await restoring(kept.dataSource, asideFirst);
    await kept.expectFilled('After the restore of the older again');
    await restoring(kept.dataSource, asideThird);
    await kept.expectState('After the restore of what stood there first', third);
    expect(await names()).toEqual(['third']);
    expect(await kept.trashes()).toContain(asideSecond);
  });

  it('without a name, the newest trash comes back', async () => {
    await reset();
    await insert('second');
    const second = await kept.state();
    await reset();
    await restoring(kept.dataSource);
    await kept.expectState('After the restore', second);
  });

  it('within one second: each trash has a name of its own', async () => {
    const made = [await reset(), await reset(), await reset(), await reset()];
    expect(new Set(made).size).toBe(4);
    await restoring(kept.dataSource, made[0]!);
    await kept.expectFilled('After the restore of the oldest of four');
  });

  it('a key that was made meanwhile under the name of one that was taken off goes aside, and both come back in turn', async () => {
    const older = await reset();
    await insert('second');
    await kept.client.query(`TRUNCATE visits; INSERT INTO animals (name) VALUES ('Rex');
      ALTER TABLE visits ADD CONSTRAINT visits_animal FOREIGN KEY (animal) REFERENCES animals (id) ON UPDATE CASCADE`);
    const second = await kept.state();
    const newer = await restoring(kept.dataSource, older);
    const { rows } = await kept.client.query(
      `SELECT pg_get_constraintdef(oid) AS key FROM pg_constraint WHERE conname = 'visits_animal'`,
    );
    expect(rows).toEqual([{ key: 'FOREIGN KEY (animal) REFERENCES animals(id) ON DELETE CASCADE' }]);
    await restoring(kept.dataSource, newer);
    await kept.expectState('After what was made meanwhile came back', second);
  });

  it('a boot after a restore creates nothing', async () => {
    await restoring(kept.dataSource, await reset());
    const report = await createMissingTables(kept.dataSource);
    expect({ created: report.created, statements: report.statements }).toEqual({ created: [], statements: [] });
    await kept.expectFilled('After the boot');
  });

  it('a reset that fails while it creates leaves all as it was, and no trash', async () => {
    await kept.client
      .query(`CREATE SCHEMA failing; CREATE FUNCTION failing.fail() RETURNS event_trigger LANGUAGE plpgsql AS
      'BEGIN RAISE ''the disk is full'' USING ERRCODE = ''53100''; END';
      CREATE EVENT TRIGGER fail ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION failing.fail()`);
    await expect(reset()).rejects.toThrow('the disk is full');
    await kept.client.query('DROP EVENT TRIGGER fail; DROP SCHEMA failing CASCADE');
    await kept.expectFilled('After the failed reset');
    expect(await kept.trashes()).toEqual([]);
    await restoring(kept.dataSource, await reset());
    await kept.expectFilled('After the next reset and restore');
  });
});
