import type { Socket } from 'node:net';
import type { Client, ClientBase } from 'pg';
import type { DataSourceOptions } from 'typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import { LONGEST_TIMER_MS } from '../longest.timer';
import { secondConnection } from './second.connection';

/** In milliseconds; the tests' own are shorter. */
export const SILENCE = {
  /** How long an answer may be due before the first look. */
  patienceMs: 10_000,
  /** How long a look may take, and the pause after one that found nobody at work. */
  lookMs: 5_000,
  /** The pause after a look that found the server at work, as in a long migration. */
  atWorkMs: 30_000,
  /** How many looks in a row must find nobody at work: like TCP, it bears an interruption of half a minute. */
  looks: 3,
};

/** How long one connection may take to be made, in milliseconds, where the options say nothing. */
export const CONNECT_TIMEOUT_MS = 10_000;

/** A client of node-postgres with what its types leave out; the native driver has neither these nor a `connection`. */
export type WireClient = Client & {
  readonly readyForQuery?: boolean;
  /** The backend's, or an id that a pooler made up. */
  readonly processID?: number;
};

/** Whether the server still owes this client an answer; always false for the native driver, which does not tell. */
export const isAnswerDue = ({ readyForQuery, connection }: WireClient): boolean =>
  readyForQuery === false && !connection.stream.destroyed;

const seen = new WeakSet<Client>();

/**
 * What a session looks like that has read a part of a statement with parameters: active, and waiting for the rest. One
 * whose client is slow to make the rows of a COPY, or to read those of a cursor, waits for it as well, with a snapshot.
 */
const AWAITS_REST = `(a.wait_event IS NOT DISTINCT FROM 'ClientRead' AND a.backend_xmin IS NULL)`;

/**
 * Asks the server on a second connection whether it still works for the client. Any answer, even an error, counts as
 * yes, except one: the server itself (not a pooler, which makes up its ids) does not know the session, or finds it
 * idle or waiting for the rest of a statement.
 */
async function isAtWork(client: WireClient, options: Partial<DataSourceOptions>): Promise<boolean> {
  const second = secondConnection(client, options, SILENCE.lookMs) as WireClient;
  try {
    await second.connect();
  } catch (error) {
    // With a severity it is an answer of the server.
    return (error as { severity?: string }).severity !== undefined;
  }
  try {
    const { rows } = await second.query(`SELECT pg_backend_pid() = ${second.processID} AS direct,
      coalesce((SELECT a.state IS NULL OR a.state !~ '^idle' AND NOT ${AWAITS_REST}
        FROM pg_stat_get_activity(${client.processID}) a), false) AS works`);
    return !rows[0].direct || rows[0].works;
  } catch {
    return true;
  } finally {
    second.connection.stream.destroy();
  }
}

/**
 * Cuts a connection that waits for an answer nobody works on, e.g. behind a firewall that drops packets: neither TCP
 * nor PostgreSQL would ever notice. It takes about 35 s; a statement that runs is never cut.
 * @param options those of the client's DataSource
 */
export function watchSilence(client: WireClient, options: Partial<DataSourceOptions>): void {
  const { connection } = client;
  // The native driver has no socket to look at.
  if (!connection || seen.has(client)) return;
  seen.add(client);
  const stream = connection.stream as Socket;
  let nothings = 0;
  let heard = 0;
  const look = async (): Promise<void> => {
    // A server that is out of reach does not say goodbye either.
    if (stream.writableEnded) return void stream.destroy();
    if (!isAnswerDue(client)) return;
    // Bytes that came since the last look, such as an earlier answer, end the row.
    if (stream.bytesRead > heard) nothings = 0;
    heard = stream.bytesRead;
    const works = await isAtWork(client, options);
    if (!isAnswerDue(client)) return;
    nothings = works || stream.bytesRead > heard ? 0 : nothings + 1;
    stream.setTimeout(nothings > 0 ? SILENCE.lookMs : SILENCE.atWorkMs);
    if (nothings < SILENCE.looks) return;
    stream.destroy(
      Object.assign(
        new Error(
          `no answer, and no sign on another connection that the server was at work on one (${SILENCE.looks} looks)`,
        ),
        { code: 'ETIMEDOUT' },
      ),
    );
  };
  stream.on('timeout', () => void look()).setTimeout(SILENCE.patienceMs);
  // However long one answer took, the next gets the same patience as the first.
  connection.on(
    'readyForQuery',
    () => void (stream.timeout === SILENCE.patienceMs || stream.setTimeout(SILENCE.patienceMs)),
  );
}

/** As node-postgres' pool calls it for each new connection, before anybody else gets it. */
type OnConnect = (client: ClientBase) => unknown;

const onConnectOf = ({ extra }: Partial<DataSourceOptions>) =>
  (extra as { onConnect?: OnConnect } | undefined)?.onConnect;

/** What {@link bounded} has put in the place of the app's own. */
const bounding = new WeakMap<OnConnect, OnConnect | undefined>();

/** What the app itself does with each new connection of its pool, such as to SET something; undefined where it does nothing. */
export function preparationOf(options: Partial<DataSourceOptions>): OnConnect | undefined {
  const onConnect = onConnectOf(options);
  return onConnect && bounding.has(onConnect) ? bounding.get(onConnect) : onConnect;
}

/** The same options, but for what would let a connection hang for ever: the limit for connecting, TCP's keep-alive, the watch. */
export function bounded(options: PostgresDataSourceOptions): PostgresDataSourceOptions {
  const own = onConnectOf(options);
  const onConnect: OnConnect = (client) => {
    watchSilence(client as Client, options);
    return own?.(client);
  };
  bounding.set(onConnect, own);
  return {
    ...options,
    // A timer takes no more; Infinity would be over at once.
    connectTimeoutMS: Math.min(options.connectTimeoutMS ?? CONNECT_TIMEOUT_MS, LONGEST_TIMER_MS),
    extra: {
      keepAlive: true,
      keepAliveInitialDelayMillis: SILENCE.patienceMs,
      ...(options.extra as object | undefined),
      onConnect,
    },
  };
}
