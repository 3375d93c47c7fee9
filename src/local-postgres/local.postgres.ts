import { setTimeout as sleep } from 'node:timers/promises';
import { initializeCluster } from './cluster.initializer';
import { LocalPostgresError } from './local-postgres.error';
import { livePostmaster, type Postmaster } from './postmaster.file';
import { openDatabase, openOrCreateDatabase } from './server.connection';
import { startServer, stopServer } from './server.control';
import { withStartLock } from './start.lock';
import { defaultDirectory, locate, lockDirectory, makeDirectory, prepare, type ClusterPlace } from './state.directory';

/** Which server, and which of its databases. */
export interface LocalPostgresOptions {
  /** The state directory; default `.postgres` beside the app's package.json. One server runs for one directory. */
  readonly directory?: string;
  /** The database that the URL names, created when missing; default `app`. */
  readonly database?: string;
}

/** A server that answers. */
export interface LocalPostgres {
  /** With user, password, 127.0.0.1, port and database: not for a log. */
  readonly url: string;
  /** Whether this call started it. */
  readonly started: boolean;
}

/** What `localPostgresStatus()` found. */
export interface LocalPostgresStatus {
  /** Whether the server's process lives; it may not answer yet. */
  readonly running: boolean;
  /** The data directory, whether it exists yet or not. */
  readonly data: string;
  /** Of the server's first process, where it runs. */
  readonly pid?: number;
  /** On 127.0.0.1, where it runs. */
  readonly port?: number;
}

const DEFAULT_DATABASE = 'app';
const ANSWER_TIMEOUT_MS = 30_000;
const POLL_MS = 50;

/**
 * The URL (user, password, 127.0.0.1, port, database) of the app's own PostgreSQL server, which is started when it
 * does not run and initialized when it does not exist. Any number of processes may call it at once: one starts the server.
 * The server outlives them all, until `stopLocalPostgres()`.
 *
 * @returns `started` is true for the one call that started it
 * @throws LocalPostgresError when it can't be had here; the message says what to do, such as how to set DATABASE_URL
 */
export async function ensureLocalPostgres(options: LocalPostgresOptions = {}): Promise<LocalPostgres> {
  const { directory = defaultDirectory(), database = DEFAULT_DATABASE } = options;
  return accessing(directory, async () => {
    const url = await urlOfRunning(directory, database);
    if (url) return { url, started: false };
    makeDirectory(directory);
    return withStartLock(lockDirectory(directory), () => startOrAdopt(prepare(directory), database));
  });
}

/**
 * Stops the server with a fast shutdown. Resolves to false when none was running.
 *
 * @throws LocalPostgresError when it does not stop, or its directory is another user's
 */
export async function stopLocalPostgres({
  directory = defaultDirectory(),
}: LocalPostgresOptions = {}): Promise<boolean> {
  return accessing(directory, async () => {
    if (!livePostmasterOf(directory)) return false;
    return withStartLock(lockDirectory(directory), async () => {
      if (!livePostmasterOf(directory)) return false;
      await stopServer(prepare(directory));
      return true;
    });
  });
}

/**
 * Looks whether the server runs; starts and changes nothing.
 *
 * @throws LocalPostgresError when its directory is another user's
 */
export async function localPostgresStatus({
  directory = defaultDirectory(),
}: LocalPostgresOptions = {}): Promise<LocalPostgresStatus> {
  return accessing(directory, async () => {
    const { data } = locate(directory);
    const server = livePostmaster(data);
    return server ? { running: true, data, pid: server.pid, port: server.port } : { running: false, data };
  });
}

const livePostmasterOf = (directory: string): Postmaster | undefined => livePostmaster(locate(directory).data);

/** The usual case: it runs and answers. No lock, no process, no write. */
async function urlOfRunning(directory: string, database: string): Promise<string | undefined> {
  const place = locate(directory);
  const server = livePostmaster(place.data);
  return server && openDatabase(place, server, database).catch(() => undefined);
}

async function startOrAdopt(place: ClusterPlace, database: string): Promise<LocalPostgres> {
  const deadline = Date.now() + ANSWER_TIMEOUT_MS;
  for (let started = false; ;) {
    const server = livePostmaster(place.data);
    if (!server) {
      await initializeCluster(place);
      await startServer(place);
      started = true;
      continue;
    }
    try {
      return { url: await openOrCreateDatabase(place, server, database), started };
    } catch (error) {
      // It may just be starting, recovering or stopping, on behalf of a process that was killed meanwhile.
      if (isRefusal(error) || Date.now() > deadline) throw notAnswering(server, place, error);
      await sleep(POLL_MS);
    }
  }
}

/** No password file, or the server takes another one: waiting does not help. */
const isRefusal = (error: unknown): boolean =>
  /^(ENOENT|28P01|28000)$/.test((error as NodeJS.ErrnoException).code ?? '');

function notAnswering(
  { pid, port }: Postmaster,
  { home, log, password }: ClusterPlace,
  cause: unknown,
): LocalPostgresError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new LocalPostgresError(
    `The embedded PostgreSQL (pid ${pid}, port ${port}) runs but can't be used: ${reason}`,
    [
      `See its log ${log}, or stop it: npm run db:stop`,
      `If ${password} was lost or the role's password changed: put it right, or stop it and remove ${home} (this deletes the local data).`,
    ],
    { cause },
  );
}

async function accessing<T>(directory: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
      throw LocalPostgresError.notAccessible(directory, error);
    throw error;
  }
}
