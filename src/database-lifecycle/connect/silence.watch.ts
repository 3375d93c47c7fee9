import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import type { Client, ClientBase } from 'pg';
import type { DataSourceOptions } from 'typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import { LONGEST_TIMER_MS } from '../longest.timer';
import { secondConnection } from './second.connection';

/** In milliseconds; the tests' own are shorter. */
export const SILENCE = {
  /** How long an answer may be due before it is asked after. */
  patienceMs: 10_000,
  /** How long it may take to ask, and the pause after it came to nothing. */
  lookMs: 5_000,
  /** Until it is asked again when the server is at work, as in a long migration. */
  atWorkMs: 30_000,
  /** How often in a row it has to come to nothing: an interruption of half a minute is borne, as TCP does. */
  looks: 3,
};

/** How long one connection may take to be made, in milliseconds, where the options say nothing. */
export const CONNECT_TIMEOUT_MS = 10_000;

/** As far as node-postgres types it less than it offers it. */
type Watched = Client & { readonly readyForQuery: boolean; readonly processID: number };

const seen = new WeakSet<Client>();

/**
 * Whether the server, as far as it can be told from beside, still works for the client. Any answer counts for it, an
 * error as well, but for one: the server itself (and no pooler, whose ids are of its own making) knows nothing of the
 * session, or waits for its next statement.
 */
async function isAtWork(client: Watched, options: Partial<DataSourceOptions>): Promise<boolean> {
  const second = secondConnection(client, options, SILENCE.lookMs) as Watched;
  try {
    await second.connect();
  } catch (error) {
    // With a severity it is an answer of the server.
    return (error as { severity?: string }).severity !== undefined;
  }
  try {
    const { rows } = await second.query(`SELECT pg_backend_pid() = ${second.processID} AS direct,
      coalesce((SELECT a.state IS NULL OR a.state !~ '^idle' FROM pg_stat_get_activity(${client.processID}) a), false) AS works`);
    return !rows[0].direct || rows[0].works;
  } catch {
    return true;
  } finally {
    second.connection.stream.destroy();
  }
}

/**
 * Cuts a connection whose answer stays away while nobody works on it, as behind a firewall that swallows packets: neither
 * TCP nor PostgreSQL would ever tell. Bounded by about 35 s, and none for a statement that runs.
 * @param options those of the client's DataSource
 */
export function watchSilence(client: Client, options: Partial<DataSourceOptions>): void {
  const { connection } = client as unknown as { connection?: EventEmitter & { stream: Socket } };
  // The native driver has no socket to look at.
  if (!connection || seen.has(client)) return;
  seen.add(client);
  const { stream } = connection;
  const answerIsDue = (): boolean => !(client as Watched).readyForQuery && !stream.destroyed;
  let nothings = 0;
  let heard = 0;
  const look = async (): Promise<void> => {
    // A server that is out of reach does not say goodbye either.
    if (stream.writableEnded) return void stream.destroy();
    if (!answerIsDue()) return;
    // What came since the last look, an earlier answer above all, ends the row.
    if (stream.bytesRead > heard) nothings = 0;
    heard = stream.bytesRead;
    const works = await isAtWork(client as Watched, options);
    if (!answerIsDue()) return;
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
  // However long an answer took, the next is asked after as soon as the first.
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
