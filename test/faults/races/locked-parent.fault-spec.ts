import { createEmptyDatabase, onServer, type TestDatabase } from '../../support/test-database';
import { startActors, type Actor } from '../support/actor.process';
import { committedState, originalOf } from '../support/committed.state';
import { extent } from '../support/extent';
import { race } from './support/race';

const PROCESSES = extent(3, 10);

describe(`${PROCESSES} that boot while another session has the parent of a new foreign key in ACCESS EXCLUSIVE`, () => {
  let actors: Actor[] = [];
  let database: TestDatabase;

  beforeAll(async () => {
    actors = await startActors(PROCESSES);
  });
  afterAll(async () => {
    for (const actor of actors) await actor.kill();
  });
  beforeEach(async () => {
    database = await createEmptyDatabase();
    await actors[0]!.perform({ url: database.url, argv: ['boot'] });
  });
  afterEach(() => database.drop());

  const boots = () =>
    race(
      actors,
      actors.map(() => ({ url: database.url, argv: ['boot'], lockTimeoutMs: 300 })),
    );

  const besidesPayroll = <Result>(work: (pid: number) => Promise<Result>): Promise<Result> =>
    onServer(database.url, async (client) => {
      await client.query(`SET application_name = 'payroll'; BEGIN; LOCK TABLE keepers IN ACCESS EXCLUSIVE MODE`);
      return work((client as unknown as { processID: number }).processID);
    });

  it('each waits within bounds and names who it is, nothing is half done, and the next boot completes', async () => {
    await database.query('DROP TABLE creatures');
    const state = () => onServer(database.url, async (client) => committedState(client, await originalOf(client)));
    const before = await state();
    await besidesPayroll(async (pid) => {
      for (const { exitCode, stderr } of await boots()) {
        expect(exitCode).toBe(1);
        expect(stderr).toMatch(new RegExp(`stayed locked for 300 ms: public\\.keepers by pid ${pid} \\(payroll, `));
      }
    });
    expect((await state()).facts).toEqual(before.facts);
    expect((await boots()).map(({ exitCode, stderr }) => [exitCode, stderr])).toEqual(actors.map(() => [0, '']));
    expect(await database.query('SELECT count(*)::int AS creatures FROM creatures')).toEqual([{ creatures: 4 }]);
  });

  it('those with nothing to create are not held up', async () => {
    const answers = await besidesPayroll(() => boots());
    expect(answers.map(({ exitCode }) => exitCode)).toEqual(actors.map(() => 0));
  });
});
