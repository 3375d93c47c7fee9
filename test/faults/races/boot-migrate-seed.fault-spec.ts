import { createEmptyDatabase, onServer } from '../../support/test-database';
import { startOwnServer, type OwnServer } from '../../traps/support/own-server';
import { startActors, type Actor } from '../support/actor.process';
import { extent } from '../support/extent';
import { race } from './support/race';
import { complaintsOf } from './support/server.log';

const [BOOTS, MIGRATIONS, SEEDS] = [extent(4, 10), extent(4, 10), extent(2, 5)];
const ROUNDS = extent(2, 20);

/** A seeding that comes before the tables are there says so. */
const early = (argv: string, exitCode: number, stderr: string): boolean =>
  argv === 'db:seed' && exitCode === 3 && stderr.startsWith('Nothing was seeded, as these tables are missing');

/** The first migration makes a table that a boot makes, too, whoever comes first. */
describe(`${BOOTS} that boot, ${MIGRATIONS} that migrate and ${SEEDS} that seed, all at once`, () => {
  let server: OwnServer;
  let actors: Actor[] = [];

  beforeAll(async () => {
    server = await startOwnServer({ max_connections: '300' });
    actors = await startActors(BOOTS + MIGRATIONS + SEEDS);
  });
  afterAll(async () => {
    for (const actor of actors) await actor.kill();
    await server?.remove();
  });

  it(`${ROUNDS} rounds: none fails, and each table, migration and seeder is done once`, async () => {
    for (let round = 1; round <= ROUNDS; round += 1) {
      const database = await createEmptyDatabase('template0', server.url);
      const each = (count: number, ...argv: string[]) =>
        Array.from({ length: count }, () => ({ url: database.url, argv, migrations: 'keepers' as const }));
      const orders = [...each(BOOTS, 'boot'), ...each(MIGRATIONS, 'migration:run'), ...each(SEEDS, 'db:seed')];
      const answers = await race(actors, orders);
      expect(
        answers.filter(
          ({ exitCode, stderr }, index) => exitCode !== 0 && !early(orders[index]!.argv[0]!, exitCode, stderr),
        ),
      ).toEqual([]);
      await onServer(database.url, async (client) => {
        const { rows: done } = await client.query(
          `SELECT event, name, count(*)::int AS times FROM database_lifecycle_journal WHERE name <> 'species' AND details->>'result' = 'done' GROUP BY 1, 2 HAVING count(*) > 1`,
        );
        expect(done).toEqual([]);
        const { rows } = await client.query(
          `SELECT (SELECT count(*)::int FROM migrations) AS migrations, (SELECT count(*)::int FROM runs) AS runs,
            (SELECT count(*)::int FROM keepers) AS keepers, (SELECT count(*)::int FROM creatures) AS creatures`,
        );
        expect(rows).toEqual([{ migrations: 2, runs: 1, keepers: 3, creatures: 4 }]);
      });
      await database.drop();
    }
    // So a migration learns that a boot came first; then it is recorded.
    const complaints = complaintsOf(server).filter((line) => !line.endsWith('relation "keepers" already exists'));
    expect(complaints).toEqual([]);
  }, 1_200_000);
});
