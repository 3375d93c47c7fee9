import { createMissingTables, Seeder, type SeederContext, type SeederRunner } from '../../src/database-lifecycle';
import { seededRandom } from '../corpus/random';
import { connectTo } from '../support/lifecycle-data-source';
import type { TestDatabase } from '../support/test-database';
import { ENTITIES, Fee } from './support/entities';
import { rowHashes } from './support/row.hashes';
import { call, unseededDatabase } from './support/seeding.app';
import { seedFrom } from '../support/seed';

const ROUNDS = 30;
const seed = String(seedFrom('SEEDING_SEED'));

/** Three lists that a person might declare; the third differs from the first in the order of its members alone. */
const CONTENTS = [
  [{ code: 'visit', cents: 4_500 }],
  [
    { code: 'visit', cents: 4_800 },
    { code: 'shot', cents: 2_000 },
  ],
  [{ cents: 4_500, code: 'visit' }],
] as const;

const hashKey = (content: number): number => (content === 2 ? 0 : content);

describe(`onChange (SEEDING_SEED=${seed})`, () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await unseededDatabase();
  });
  afterAll(() => database.drop());

  let runs: number;

  /** The app as it is released with this content; `fails` when it runs. */
  async function release(content: number, fails: boolean) {
    @Seeder({ key: 'fees', entities: [Fee], mode: 'onChange', content: CONTENTS[content] })
    class FeesSeeder implements SeederRunner {
      async run({ manager, content: fees }: SeederContext): Promise<void> {
        runs += 1;
        await manager.clear(Fee);
        await manager.insert(Fee, fees as Fee[]);
        if (fails) throw new Error('on purpose');
      }
    }
    return call(database.url, ['db:seed', '--json'], { providers: [FeesSeeder] });
  }

  async function remakeTable(): Promise<void> {
    await database.query('DROP TABLE fees');
    const dataSource = await connectTo(database.url, ENTITIES);
    await createMissingTables(dataSource, { environment: 'development' });
    await dataSource.destroy();
  }

  it(`runs when the content changes, and only then: ${ROUNDS} releases, failures, edits and new tables`, async () => {
    const random = seededRandom(seed);
    const story: string[] = [];
    let last: number | null = null;
    for (let round = 0; round < ROUNDS; round += 1) {
      const [what, content] = [random(), Math.floor(random() * CONTENTS.length)];
      if (what < 0.15) {
        story.push('new table');
        await remakeTable();
        last = null;
      } else if (what < 0.3) {
        story.push('edit by hand');
        await database.query(`INSERT INTO fees VALUES ('by hand', 1) ON CONFLICT DO NOTHING`);
      } else {
        const fails = what < 0.45;
        story.push(`release ${content}${fails ? ' that fails' : ''}`);
        const due = last !== hashKey(content);
        const before = await rowHashes(database);
        runs = 0;
        const { exitCode } = await release(content, fails);
        expect({ story, runs, exitCode }).toEqual({ story, runs: due ? 1 : 0, exitCode: due && fails ? 1 : 0 });
        if (due && !fails) {
          last = hashKey(content);
          const fees = await database.query('SELECT code, cents FROM fees ORDER BY code DESC');
          expect({ story, fees }).toEqual({ story, fees: CONTENTS[content] });
        } else expect({ story, rows: await rowHashes(database) }).toEqual({ story, rows: before });
      }
    }
    expect(new Set(story).size).toBeGreaterThan(4);
  }, 60_000);
});
