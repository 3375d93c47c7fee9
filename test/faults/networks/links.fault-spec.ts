import { SILENCE } from '../../../src/database-lifecycle/connect/silence.watch';
import { sqlstateOf } from '../../../src/database-lifecycle/errors/failure.chain';
import { chanceOf } from '../../reset/support/chance';
import { createEmptyDatabase, type TestDatabase } from '../../support/test-database';
import { extent, faultsSeed } from '../support/extent';
import { ACTS, type Act } from './support/acts';
import { directionsOf, KINDS, openLink, type Direction, type LinkFault } from './support/bad.link';
import { within } from './support/within';

/** With the limits below, nothing takes so long unless it hangs. */
const BOUND_MS = 30_000;

const limits = { ...SILENCE };
beforeAll(() => Object.assign(SILENCE, { patienceMs: 300, lookMs: 500, atWorkMs: 1_000, looks: 2 }));
afterAll(() => Object.assign(SILENCE, limits));

/** Waits until nobody but this test is at work there: a session ends a moment after its client. */
async function othersEnded(database: TestDatabase): Promise<void> {
  const open = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
    AND application_name = 'lifecycle-test'`;
  for (const started = Date.now(); (await database.query(open)).length > 0;)
    if (Date.now() - started > BOUND_MS) throw new Error('A session of a run that has ended stays at the server');
}

async function disturbed(act: Act, fault: LinkFault): Promise<'done' | 'failed'> {
  const database = await createEmptyDatabase();
  await act.prepare(database.url);
  const link = await openLink(database.url);
  try {
    link.fault = fault;
    const failure = await within(BOUND_MS, act.run(link.url)).then(
      () => undefined,
      (error: Error) => error,
    );
    if (failure) {
      // Where bytes of a statement are lost the server may refuse what is left of it, and nobody can know why.
      const isGarbled = fault.kind === 'drop' && sqlstateOf(failure) !== undefined;
      if (!isGarbled) expect(failure.message).toContain(new URL(link.url).host);
      expect(failure.message).not.toMatch(/^\s+at /m);
    }
    link.heal();
    await othersEnded(database);
    const state = await act.state(database);
    expect(failure ? act.steps : act.steps.slice(-1)).toContainEqual(state);
    // A reset that is done would be done once more.
    const isDone = JSON.stringify(state) === JSON.stringify(act.steps.at(-1));
    if (!isDone) await within(BOUND_MS, act.run(link.url));
    expect(await act.state(database)).toEqual(act.steps.at(-1));
    return failure ? 'failed' : 'done';
  } finally {
    await link.close();
    await database.drop();
  }
}

/** How much a run that nothing disturbs sends. */
async function trafficOf(act: Act): Promise<Record<Direction, number>> {
  const database = await createEmptyDatabase();
  await act.prepare(database.url);
  const link = await openLink(database.url);
  await act.run(link.url);
  expect(await act.state(database)).toEqual(act.steps.at(-1));
  await link.close();
  await database.drop();
  return { ...link.traffic };
}

const chance = chanceOf(String(faultsSeed()));
const first = chance.integer(0, KINDS.length - 1);
/** In CI the acts share out the kinds among them. */
const kindsFor = (act: number): LinkFault['kind'][] =>
  Array.from({ length: extent(3, KINDS.length * 10) }, (_, index) => KINDS[(first + act * 3 + index) % KINDS.length]!);

describe('over a network on which anything may happen at any point', () => {
  const outcomes = { done: 0, failed: 0 };

  it.each(ACTS.map((act, index) => [act.name, act, kindsFor(index)] as const))(
    '%s ends, is whole, names the server, and the next run completes',
    async (_, act, kinds) => {
      const size = await trafficOf(act);
      for (const kind of kinds) {
        const direction = chance.pick(directionsOf(kind));
        const fault: LinkFault = { kind, direction, after: chance.integer(0, size[direction] - 1) };
        const outcome = await disturbed(act, fault).catch((error: Error) => {
          error.message = `${JSON.stringify(fault)}: ${error.message}`;
          throw error;
        });
        outcomes[outcome] += 1;
      }
    },
    extent(180_000, 3_600_000),
  );

  it('and some ended well, and some did not', () => {
    process.stderr.write(`${JSON.stringify(outcomes)}\n`);
    expect(outcomes.done).toBeGreaterThan(0);
    expect(outcomes.failed).toBeGreaterThan(0);
  });
});
