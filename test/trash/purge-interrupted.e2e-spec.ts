import { throughTheApp } from '../../src/database-lifecycle/cli/app.door';
import { CliLogger } from '../../src/database-lifecycle/cli/cli.logger';
import type { PurgeReport } from '../../src/database-lifecycle/interfaces/trash-report.interface';
import { purgeAct } from '../../src/database-lifecycle/trash/purge.act';
import { purgeFor } from '../../src/database-lifecycle/trash/purge.executor';
import { appOn } from '../cli/support';
import { createTestDatabase, onServer, type TestDatabase } from '../support/test-database';
import { tapWire, type BeforeMessage, type FrontendMessage } from '../support/wire';
import { trashLab } from './trash.lab';

const SESSIONS = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`;
const RELATIONS = `SELECT relname, relnamespace::regnamespace::text AS schema, oid::int, relfilenode::int FROM pg_class WHERE oid >= 16384 AND relkind <> 't'
  AND relname !~ '^pg_toast' ORDER BY 1, 2`;

describe('a purge', () => {
  let database: TestDatabase;
  const { run, reset, schemas } = trashLab(() => database);
  const state = () => database.query(RELATIONS);
  const purge = (url: string, name: string): Promise<PurgeReport> =>
    throughTheApp(
      () => appOn(url),
      new CliLogger(() => undefined, undefined),
      ({ target }) => purgeFor(target, { name, act: purgeAct(name), consent: { database: database.name } }),
    );
  /** Purges, with something done before each message from the lock on; what was sent. */
  const watched = async (name: string, before: BeforeMessage): Promise<FrontendMessage[]> => {
    const wire = await tapWire(database.url, before);
    try {
      await purge(wire.url, name).catch(() => undefined);
      const first = wire.messages.findIndex(({ sql }) => sql?.includes('advisory'));
      return wire.messages.slice(first);
    } finally {
      await wire.close();
    }
  };

  beforeEach(async () => {
    database = await createTestDatabase();
    await run(['db:init', '--seed']);
  });
  afterEach(() => database.drop());

  it('that the server ends before any of its messages leaves all or nothing', async () => {
    const kept = await reset(['--seed']);
    const sent = (await watched(await reset(['--seed']), () => undefined)).filter(
      ({ sql }) => sql !== undefined,
    ).length;
    expect(sent).toBeGreaterThanOrEqual(5);
    let name = await reset(['--seed']);
    const outcomes: string[] = [];
    for (let victim = 0; victim < sent; victim += 1) {
      const before = await state();
      let seen = -1;
      await watched(name, async ({ sql }) => {
        if (sql === undefined || (seen < 0 && !sql.includes('advisory'))) return;
        seen += 1;
        if (seen === victim) await onServer(database.url, (client) => client.query(SESSIONS));
      });
      expect(seen).toBeGreaterThanOrEqual(victim);
      const gone = !(await schemas()).includes(name);
      outcomes.push(gone ? 'gone' : 'there');
      if (gone) name = await reset(['--seed']);
      else expect(await state()).toEqual(before);
    }
    expect(outcomes).toEqual(Array.from({ length: sent }, () => 'there'));
    expect(await schemas()).toContain(kept);
    expect((await purge(database.url, name)).dropped).toHaveLength(4);
  });

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
