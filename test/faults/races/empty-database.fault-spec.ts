import { createEmptyDatabase, onServer } from '../../support/test-database';
import { startOwnServer, type OwnServer } from '../../traps/support/own-server';
import { startActors, type Actor } from '../support/actor.process';
import { extent } from '../support/extent';
import { countLines, race } from './support/race';
import { complaintsOf } from './support/server.log';

const PROCESSES = extent(10, 50);
const ROUNDS = extent(4, 20);

describe(`${PROCESSES} processes that boot at once on an empty database`, () => {
  let server: OwnServer;
  let actors: Actor[] = [];

  beforeAll(async () => {
    server = await startOwnServer({ max_connections: '300' });
    actors = await startActors(PROCESSES);
  });
  afterAll(async () => {
    for (const actor of actors) await actor.kill();
    await server?.remove();
  });

  it(`${ROUNDS} rounds: one creates, each seeder runs once, none fails, and the server logs no error`, async () => {
    for (let round = 1; round <= ROUNDS; round += 1) {
      const database = await createEmptyDatabase('template0', server.url);
      const boots = await race(
        actors,
        actors.map(() => ({ url: database.url, argv: ['boot'] })),
      );
      expect(boots.filter(({ exitCode }) => exitCode !== 0)).toEqual([]);
      expect(countLines(boots, '🆕 New tables to create: species, fees, keepers, creatures')).toBe(1);
      expect(countLines(boots, '✅ Created 4 tables')).toBe(1);
      expect(countLines(boots, '✅ All 4 tables exist')).toBe(PROCESSES - 1);
      for (const [key, rows] of [
        ['fees', 2],
        ['keepers', 3],
        ['creatures', 4],
      ] as const)
        expect(countLines(boots, `🌱 Seeded ${key}: ${rows} records`)).toBe(1);

      const journal = await onServer(database.url, async (client) => {
        const { rows } = await client.query<{ entry: string }>(
          `SELECT concat_ws(' ', event, name) AS entry FROM database_lifecycle_journal ORDER BY id`,
        );
        return rows.map(({ entry }) => entry);
      });
      // The seeder of reference data always runs.
      expect(journal.filter((entry) => entry === 'seed species')).toHaveLength(PROCESSES);
      expect(journal.filter((entry) => entry !== 'seed species')).toEqual([
        'environment development',
        ...['species', 'fees', 'keepers', 'creatures'].map((table) => `create public.${table}`),
        ...['fees', 'keepers', 'creatures'].map((key) => `seed ${key}`),
      ]);
      await database.drop();
    }
    expect(complaintsOf(server)).toEqual([]);
  }, 1_200_000);
});
