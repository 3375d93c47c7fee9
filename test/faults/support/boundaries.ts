import { isDeepStrictEqual } from 'node:util';
import type { CliAnswer } from '../../cli/support';
import { chanceOf } from '../../reset/support/chance';
import { onServer } from '../../support/test-database';
import { tapWire, type FrontendMessage } from '../../support/wire';
import { extent, faultsSeed } from './extent';
import { committedState, type CommittedState, type Original } from './committed.state';
import { countDdl, countedDdl } from './ddl.counter';

/** A point at which an order may be interrupted: before a message, or within a command that changes the catalog. */
export interface Boundary {
  readonly what: string;
  /** Position of the message on the wire, or which command it is, from 1. */
  readonly at: { readonly message: number } | { readonly command: number };
  /** How the database stands then for others, and so is to stand after an interruption. */
  readonly state: CommittedState;
  /** How it stands once the server has done all of the message in hand: it does not notice that a client has gone. */
  readonly finished: CommittedState;
}

/** Each statement, and each step of a COPY. */
const isStep = ({ type, sql }: FrontendMessage): boolean => sql !== undefined || type === 'c' || type === 'd';

/** While it is the same, nobody has committed anything. */
const SNAPSHOT = 'SELECT pg_current_snapshot()::text AS snapshot';

/** Runs it undisturbed, and looks at the database before each of its messages; the last state is the end. */
export async function boundariesOf(
  url: string,
  run: (url: string) => Promise<CliAnswer>,
  original: Original,
): Promise<{ boundaries: Boundary[]; states: CommittedState[] }> {
  return onServer(url, async (client) => {
    await countDdl(client);
    const states: CommittedState[] = [];
    let seen = '';
    const look = async (): Promise<CommittedState> => {
      const [{ snapshot }] = (await client.query<{ snapshot: string }>(SNAPSHOT)).rows as [{ snapshot: string }];
      if (snapshot === seen) return states.at(-1)!;
      seen = snapshot;
      const state = await committedState(client, original);
      if (states.length === 0 || !isDeepStrictEqual(state, states.at(-1))) states.push(state);
      return states.at(-1)!;
    };
    const boundaries: Boundary[] = [];
    let commands = 0;
    const wire = await tapWire(url, async (message, position) => {
      if (!isStep(message)) return;
      // The commands that have run since the last message had the state of then.
      const before = states.at(-1)!;
      const state = await look();
      for (const now = await countedDdl(client); commands < now;) {
        commands += 1;
        const what = `in command ${commands}`;
        boundaries.push({ what, at: { command: commands }, state: before, finished: state });
      }
      const what = `before message ${position}: ${message.sql?.slice(0, 60) ?? message.type}`;
      boundaries.push({ what, at: { message: position }, state, finished: state });
    });
    const { exitCode, stderr } = await run(wire.url);
    await wire.close();
    if (exitCode !== 0) throw new Error(stderr);
    await look();
    return { boundaries, states };
  });
}

/** In CI one that the seed chooses, else all. */
export function chosen(boundaries: readonly Boundary[], what: string): readonly Boundary[] {
  const chance = chanceOf(`${faultsSeed()} ${what}`);
  const count = extent(1, boundaries.length);
  if (count === boundaries.length) return boundaries;
  return Array.from({ length: count }, () => chance.pick(boundaries));
}
