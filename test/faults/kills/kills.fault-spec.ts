import { isDeepStrictEqual } from 'node:util';
import type { CliAnswer } from '../../cli/support';
import { othersHaveLeft } from '../../support/others-have-left';
import { createEmptyDatabase, onServer, type TestDatabase } from '../../support/test-database';
import { startOwnServer, type OwnServer } from '../../traps/support/own-server';
import { perform } from '../support/order';
import { boundariesOf, chosen, type Boundary } from '../support/boundaries';
import { ENOUGH_MS } from '../support/property';
import { committedState, originalOf, type CommittedState, type Original } from '../support/committed.state';
import { endedSession, interruptedAt, killedClient, stoppedServer, type Interruption } from './support/interruptions';
import { leftOvers } from './support/left.overs';
import { OPERATIONS, preparedFor, type Operation } from './support/operations';

// A test that is given up goes on, and would stop the server under the next.
jest.setTimeout(ENOUGH_MS);

let server: OwnServer;
const killed = killedClient();
beforeAll(async () => {
  server = await startOwnServer();
});
afterAll(async () => {
  await killed.end();
  await server?.remove();
});

const INTERRUPTIONS: readonly (readonly [string, () => Interruption])[] = [
  ['kill -9 of the client', () => killed],
  ['the server ending the session', () => endedSession(server)],
  ['an immediate stop of the server', () => stoppedServer(server)],
];

/** A seeder that always runs has run once more. */
const once = (journal: readonly string[]): string[] =>
  journal.filter((entry, index) => entry !== 'seed species done' || journal.indexOf(entry) === index);

/** It says in words what went wrong. */
function expectWords({ exitCode, stdout, stderr }: CliAnswer): void {
  expect(exitCode).toBe(1);
  expect(stderr).not.toMatch(/undefined|\[object|^\s+at /m);
  expect(stderr.trim() + stdout.trim()).not.toBe('');
}

describe.each(OPERATIONS.map((operation) => [operation.name, operation] as const))('%s', (_, operation: Operation) => {
  let prepared: TestDatabase;
  let original: Original;
  let boundaries: Boundary[];
  let states: CommittedState[];

  const onCopy = async (work: (database: TestDatabase) => Promise<void>): Promise<void> => {
    const database = await createEmptyDatabase(prepared.name, server.url);
    await work(database);
    // A failure leaves its copy, which goes with the server: a drop that fails, too, would be what is told.
    await database.drop();
  };

  beforeAll(async () => {
    prepared = await preparedFor(operation, server.url);
    original = await onServer(prepared.url, originalOf);
    await onCopy(async (database) => {
      const order = operation.order(database);
      ({ boundaries, states } = await boundariesOf(database.url, (url) => perform({ ...order, url }), original));
    });
  });
  afterAll(() => prepared?.drop());

  it(`shows ${operation.states} states to others, one after the other`, () => {
    expect(states).toHaveLength(operation.states);
    expect(boundaries.length).toBeGreaterThan(10);
  });

  it.each(INTERRUPTIONS)('%s leaves all or nothing of a step, and the next run completes', async (name, by) => {
    const done = states.at(-1)!;
    for (const boundary of chosen(boundaries, `${operation.name} ${name}`)) {
      await onCopy(async (database) => {
        try {
          const order = operation.order(database);
          const answer = await interruptedAt(boundary, database, order, by());
          // Who was only connecting tries again, and may say that all is done only if it is.
          const hasSucceeded = answer?.exitCode === 0;
          if (answer && boundary.state !== done && !hasSucceeded) expectWords(answer);
          await onServer(database.url, async (client) => {
            await othersHaveLeft(client);
            const found = await committedState(client, original);
            const isFinished = by() === killed && isDeepStrictEqual(found, boundary.finished);
            // All of its work was done before the journal, and it said so.
            const isUnrecorded = answer?.stdout.includes('The journal was not written');
            const end = isUnrecorded ? { ...done, journal: boundary.state.journal } : done;
            expect(found).toEqual(hasSucceeded ? end : isFinished ? boundary.finished : boundary.state);
            expect(await leftOvers(client)).toEqual([]);
          });
          if (hasSucceeded || boundary.state === done) return;

          const next = await perform({ ...order, url: database.url });
          expect(next).toMatchObject({ exitCode: 0, stderr: '' });
          const { facts, journal } = await onServer(database.url, (client) => committedState(client, original));
          expect(facts).toEqual(done.facts);
          const must = done.journal.filter((entry) => !operation.unrecorded?.test(entry));
          expect(once(journal)).toEqual(operation.unrecorded ? expect.arrayContaining(must) : once(must));
        } catch (error) {
          (error as Error).message = `Interrupted ${boundary.what}\n${(error as Error).message}`;
          throw error;
        }
      });
    }
  });
});
