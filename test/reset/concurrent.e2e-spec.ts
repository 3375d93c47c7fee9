import { NestFactory } from '@nestjs/core';
import { createMissingTables } from '../../src/database-lifecycle';
import { ALL_ENTITIES } from '../cli/support';
import { BootModule } from '../lifecycle/boot.module';
import { Animal, Owner } from '../lifecycle/entities';
import { connectTo } from '../support/lifecycle-data-source';
import { createEmptyDatabase, onServer } from '../support/test-database';
import { resetting, restoring } from './support/acts';
import { KeptDatabase } from './support/kept.database';
import { rounds } from './support/rounds';

const outcomes = async (works: readonly Promise<unknown>[]): Promise<(Error | null)[]> =>
  Promise.all(
    works.map((work) =>
      work.then(
        () => null,
        (error: Error) => error,
      ),
    ),
  );

describe('at the same time', () => {
  let kept: KeptDatabase;
  beforeEach(async () => {
    kept = await KeptDatabase.make();
  });
  afterEach(() => kept.drop());

  const another = () => connectTo(kept.database.url, ALL_ENTITIES);

  it(`two resets: one after the other, and the first one's trash holds what was there`, async () => {
    const others = [kept.dataSource, await another()];
    for (let round = 0; round < rounds(5); round += 1) {
      const trashes = await Promise.all(others.map((dataSource) => resetting(dataSource, { includeDependents: true })));
      expect(new Set(trashes).size).toBe(2);
      await restoring(kept.dataSource, trashes.toSorted()[0]!);
      await kept.expectFilled('After the restore of the older');
      await kept.dropTrashes();
    }
    await others[1]!.destroy();
  });

  it('two restores of one trash: one brings it back, the other finds it gone', async () => {
    const others = [kept.dataSource, await another()];
    for (let round = 0; round < rounds(5); round += 1) {
      const trash = await resetting(kept.dataSource, { includeDependents: true });
      const [first, second] = await outcomes(others.map((dataSource) => restoring(dataSource, trash)));
      expect([first, second].filter((error) => error === null)).toHaveLength(1);
      expect((first ?? second)!.message).toContain(trash);
      expect(first ?? second).toMatchObject({ name: expect.stringMatching(/Error$/), exitCode: expect.any(Number) });
      await kept.expectFilled('After both');
      await kept.dropTrashes();
    }
    await others[1]!.destroy();
  });

  it('a reset and a restore: each as if it were alone', async () => {
    const other = await another();
    for (let round = 0; round < rounds(5); round += 1) {
      const trash = await resetting(kept.dataSource, { includeDependents: true });
      const done = await outcomes([restoring(kept.dataSource, trash), resetting(other, { includeDependents: true })]);
      expect(done).toEqual([null, null]);
      // Whichever was last: either the old tables stand, or they are in the newest trash of a reset.
      const holder = await holderOf(kept);
      if (holder !== null) await restoring(kept.dataSource, holder);
      await kept.expectFilled('After both');
      await kept.dropTrashes();
    }
    await other.destroy();
  });

  it('a session that holds one table and waits for the next: the reset gives way, and says what to do', async () => {
    await onServer(kept.database.url, async (other) => {
      await other.query(`SET deadlock_timeout = '60s'; BEGIN; SELECT FROM animal_count`);
      const reset = resetting(kept.dataSource, { includeDependents: true }).then(
        String,
        (error: Error) => error.message,
      );
      const waiting = `SELECT FROM pg_locks WHERE relation = 'animal_count'::regclass AND NOT granted`;
      while ((await kept.client.query(waiting)).rowCount === 0);
      await other.query('DELETE FROM owners WHERE false');
      await other.query('ROLLBACK');
      expect(await reset).toMatch(/deadlock detected[^]*Another session held one table/);
    });
    await kept.expectFilled('After the reset that gave way');
    expect(await kept.trashes()).toEqual([]);
  });

  it('a reset and rows that are written: what was committed before is set aside, what comes after is in the new table', async () => {
    const { client } = kept;
    const writer = await another();
    let written = 0;
    const end = new AbortController();
    const writing = (async () => {
      while (!end.signal.aborted) {
        await writer.query(`INSERT INTO owners (name) VALUES ('written ${written}')`);
        written += 1;
      }
    })();
    const count = async (schema: string): Promise<number> =>
      (await client.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${schema}.owners WHERE name LIKE 'written %'`))
        .rows[0]!.n;
    for (let round = 0; round < 3; round += 1) await resetting(kept.dataSource, { includeDependents: true });
    end.abort();
    await writing;
    let found = 0;
    for (const schema of ['public', ...(await kept.trashes())]) found += await count(schema);
    expect(found).toBe(written);
    await writer.destroy();
  });
});

/** The trash that the rows of the test are in, if they are in one. */
const holderOf = async (kept: KeptDatabase): Promise<string | null> => {
  for (const schema of await kept.trashes()) {
    const { rows } = await kept.client.query<{ filled: boolean }>(
      `SELECT EXISTS (SELECT FROM ${schema}.owners) AS filled`,
    );
    if (rows[0]!.filled) return schema;
  }
  return null;
};

/** Boots the app on the database of DATABASE_URL. */
async function boot(): Promise<void> {
  const app = await NestFactory.createApplicationContext(BootModule, { logger: false, abortOnError: false });
  await app.close();
}

describe('a reset while ten apps boot', () => {
  it('none fails, all tables and samples are there once, and what was there before comes back', async () => {
    const database = await createEmptyDatabase();
    process.env.DATABASE_URL = database.url;
    await boot();
    await database.query(`INSERT INTO owners (email) VALUES ('kept@example.com')`);
    const rows = `SELECT (SELECT json_agg(o ORDER BY id) FROM owners o) AS owners, (SELECT json_agg(a ORDER BY id) FROM animals a) AS animals`;
    const before = await database.query(rows);
    const dataSource = await connectTo(database.url, [Owner, Animal]);
    const boots = Array.from({ length: 10 }, boot);
    const trash = await resetting(dataSource, { includeDependents: false });
    await Promise.all(boots);
    await boot();
    expect(
      await database.query(
        'SELECT (SELECT count(*)::int FROM owners) AS owners, (SELECT count(*)::int FROM animals) AS animals',
      ),
    ).toEqual([{ owners: 4, animals: 4 }]);
    await restoring(dataSource, trash);
    expect(await database.query(rows)).toEqual(before);
    expect((await createMissingTables(dataSource)).created).toEqual([]);
    await boot();
    expect(await database.query(rows)).toEqual(before);
    await dataSource.destroy();
    await database.drop();
  }, 120_000);
});
