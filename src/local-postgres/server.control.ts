import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free.port';
import { LocalPostgresError } from './local-postgres.error';
import { livePostmaster, neutralizeStalePid } from './postmaster.file';
import { postgresBinaries } from './postgres.binaries';
import { runServerCommand } from './server.commands';
import { giveTo, type ClusterPlace } from './state.directory';

const START_ATTEMPTS = 20;
const RETRY_MS = 250;
const START_TIMEOUT_S = '60';
/** Somebody else took the port since we looked, or a killed server's last backends are still there: both pass. */
const PASSING = /could not bind|could not create any TCP\/IP sockets|is still in use/;

/** What helps where the cluster stays. */
const remediesAt = ({ home, log }: ClusterPlace): string[] => [
  `The whole log is in ${log}.`,
  `If the local data may go: remove ${home} and start again.`,
];

/** Starts the server of an initialized cluster and waits until it accepts connections. */
export async function startServer(place: ClusterPlace, remedies = remediesAt(place)): Promise<void> {
  const { pgCtl } = postgresBinaries(place);
  neutralizeStalePid(place.data);
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort(place.port);
    if (existsSync(place.log)) renameSync(place.log, `${place.log}.1`);
    const { code, output } = await runServerCommand(
      pgCtl,
      ['start', '--wait', '--timeout', START_TIMEOUT_S, '--pgdata', place.data, '--log', place.log, '-o', `-p ${port}`],
      place,
    );
    if (code === 0) {
      writeFileSync(place.port, String(port));
      giveTo(place.account, place.port);
      return;
    }
    // Another one came first: a process that was killed while it started the server.
    if (livePostmaster(place.data)) return;
    const log = existsSync(place.log) ? readFileSync(place.log, 'utf8') : output;
    if (attempt === START_ATTEMPTS || !PASSING.test(log)) throw startError(place, log, remedies);
    await sleep(RETRY_MS);
  }
}

/** Fast shutdown: sessions are ended, their open transactions rolled back, the data written. */
export async function stopServer(place: ClusterPlace, mode: 'fast' | 'immediate' = 'fast'): Promise<void> {
  const { code, output } = await runServerCommand(
    postgresBinaries(place).pgCtl,
    ['stop', '--wait', '--mode', mode, '--pgdata', place.data],
    place,
  );
  if (code !== 0) throw LocalPostgresError.failed(`Stopping the embedded PostgreSQL in ${place.data}`, output);
}

/** With the log's end. */
export function startError({ data }: ClusterPlace, log: string, remedies: readonly string[]): LocalPostgresError {
  return LocalPostgresError.failed(
    `Starting the embedded PostgreSQL in ${data}`,
    log.split('\n').slice(-12).join('\n'),
    remedies,
  );
}
