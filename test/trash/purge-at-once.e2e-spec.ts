import { throughTheApp } from '../../src/database-lifecycle/cli/app.door';
import { CliLogger } from '../../src/database-lifecycle/cli/cli.logger';
import type { PurgeReport } from '../../src/database-lifecycle/interfaces/trash-report.interface';
import { purgeAct } from '../../src/database-lifecycle/trash/purge.act';
import { purgeFor } from '../../src/database-lifecycle/trash/purge.executor';
import { appOn } from '../cli/support';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';
import { trashLab } from './trash.lab';

describe('a purge', () => {
  let database: TestDatabase;
  const { run, reset } = trashLab(() => database);
  const purge = (url: string, name: string): Promise<PurgeReport> =>
    throughTheApp(
      () => appOn(url),
      new CliLogger(() => undefined, undefined),
      ({ target }) => purgeFor(target, { name, act: purgeAct(name), consent: { database: database.name } }),
    );
  beforeEach(async () => {
    database = await createEmptyDatabase();
    await run(['db:init', '--seed']);
  });
  afterEach(() => database.drop());

  it('at once with another and with a restore is done once', async () => {
    const name = await reset(['--seed']);
    const answers = await Promise.allSettled([purge(database.url, name), purge(database.url, name)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(String(answers.find((answer) => answer.status === 'rejected')?.reason)).toContain(
      `Trash ${name} is not there any more`,
    );
    const other = await reset();
    const [purged, restored] = await Promise.all([
      purge(database.url, other).then(
        () => true,
        () => false,
      ),
      run(['db:restore', other, '--confirm', database.name]).then(({ exitCode }) => exitCode === 0),
    ]);
    expect([purged, restored].toSorted()).toEqual([false, true]);
    const rows = await database.query<{ n: number }>('SELECT count(*)::int AS n FROM owners');
    expect(rows).toEqual([{ n: restored ? 4 : 0 }]);
  });
});
