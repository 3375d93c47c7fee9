import type { CliAnswer } from '../../../cli/support';
import { onServer, type TestDatabase } from '../../../support/test-database';
import { tapWire } from '../../../support/wire';
import type { OwnServer } from '../../../traps/support/own-server';
import { startActor, type Actor } from '../../support/actor.process';
import { perform, type Order } from '../../support/order';
import type { Boundary } from '../../support/boundaries';
import { closeGate } from '../../support/gate';
import { countDdl } from '../../support/ddl.counter';

/** Who performs an order, and what happens in the middle of it. */
export interface Interruption {
  readonly name: string;
  begin(): Promise<{
    /** @returns null once it is killed */
    perform(order: Order): Promise<CliAnswer | null>;
    strike(database: TestDatabase): Promise<unknown>;
    /** Makes the server usable again. */
    recover(): Promise<unknown>;
  }>;
}

const nothing = async (): Promise<void> => undefined;

/** kill -9 of the client. The process of the next one starts while this one is looked at. */
export function killedClient(): Interruption & { end(): Promise<unknown> } {
  let next: Promise<Actor> | undefined;
  return {
    name: 'kill -9 of the client',
    begin: async () => {
      const actor = await (next ?? startActor());
      next = startActor();
      return {
        perform: actor.perform,
        strike: () => actor.kill(),
        recover: () => actor.kill(),
      };
    },
    end: async () => (await next)?.kill(),
  };
}

const SESSIONS = `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
  WHERE datname = $1 AND application_name = 'lifecycle-test'`;

export const endedSession = (server: OwnServer): Interruption => ({
  name: 'the server ending the session',
  begin: async () => ({
    perform,
    strike: ({ name }) => onServer(server.url, (client) => client.query(SESSIONS, [name])),
    recover: nothing,
  }),
});

/**
 * Without a shutdown, as in a power cut: it has to recover from its log when it starts. A checkpoint goes before, as
 * PostgreSQL 18.4 itself forgets where the sequences of a database are that was copied after the last one.
 */
export const stoppedServer = (server: OwnServer): Interruption => ({
  name: 'an immediate stop of the server',
  begin: async () => {
    await onServer(server.url, (client) => client.query('CHECKPOINT'));
    return { perform, strike: () => server.stop(), recover: () => server.start() };
  },
});

/** Performs the order, which is interrupted at the boundary. @returns null when its process was killed */
export async function interruptedAt(
  { at }: Boundary,
  database: TestDatabase,
  order: Omit<Order, 'url'>,
  interruption: Interruption,
): Promise<CliAnswer | null> {
  const { perform, strike, recover } = await interruption.begin();
  if ('command' in at) await onServer(database.url, (client) => countDdl(client, at.command));
  const gate = 'command' in at ? await closeGate(database.url) : undefined;
  let struck: Promise<unknown> | undefined;
  const wire = await tapWire(database.url, async (_, position) => {
    if (!('message' in at) || position !== at.message) return;
    await (struck = strike(database));
  });
  try {
    const answering = perform({ ...order, url: wire.url });
    if (gate) {
      await Promise.race([gate.reached(), answering]);
      await (struck = strike(database));
      await gate.open();
    }
    const answer = await answering;
    if (!struck) throw new Error(`It was not interrupted: ${JSON.stringify(answer)}`);
    return answer;
  } finally {
    await wire.close();
    // Who is struck may have answered before the blow is over: a server that is still ending must not be started.
    await struck;
    await recover();
  }
}
