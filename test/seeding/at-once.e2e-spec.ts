import type { TestDatabase } from '../support/test-database';
import { commandProcess } from './support/command.process';
import { OF_THE_RUN, rowHashes } from './support/row.hashes';
import { advisoryLocks, call, doneSeeders, unseededDatabase } from './support/seeding.app';

describe.each([2, 10])('%d processes that seed at once', (processes) => {
  let database: TestDatabase;
  let reference: TestDatabase;

  beforeAll(async () => {
    [database, reference] = [await unseededDatabase(), await unseededDatabase()];
    await call(reference.url, ['db:seed']);
  });
  afterAll(async () => {
    for (const each of [database, reference]) await each.drop();
  });

  it('run each seeder once but for those that always run, and none fails', async () => {
    const seedings = await Promise.all(
      Array.from({ length: processes }, () => commandProcess(database.url, ['db:seed', '--json']).result),
    );
    expect(seedings.filter(({ code }) => code !== 0)).toEqual([]);
    const reports = seedings.flatMap(
      ({ stdout }) => (JSON.parse(stdout) as { seeded: { key: string; outcome: string }[] }).seeded,
    );
    const keys = reports.filter(({ outcome }) => outcome === 'seeded').map(({ key }) => key);
    const always = Array.from({ length: processes }, () => 'species');
    expect(keys.toSorted()).toEqual(['creatures', 'fees', 'keepers', ...always]);
    expect((await doneSeeders(database)).toSorted()).toEqual(keys.toSorted());
    expect(await rowHashes(database, OF_THE_RUN)).toEqual(await rowHashes(reference, OF_THE_RUN));
    expect(await advisoryLocks(database)).toEqual([]);
  }, 60_000);
});
