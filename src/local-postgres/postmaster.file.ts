import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { identityOf, pidExists } from './process.identity';

/** What a running server says of itself in the `postmaster.pid` of its data directory. */
export interface Postmaster {
  readonly pid: number;
  /** The data directory as it was called when the server started. */
  readonly directory: string;
  readonly port: number;
  /** Pid, directory and start time: the three lines that tell this run of the server from any other. */
  readonly run: string;
}

const NO_PROCESS = 2_147_483_647;

/**
 * The live server of a data directory. Undefined when there is no pid file, or a stale one: its process is gone, its pid
 * went to another program, or the file came here as part of a copy of another cluster that is still there.
 */
export function livePostmaster(data: string): Postmaster | undefined {
  const postmaster = readPostmaster(data);
  return postmaster && isServer(postmaster) && !isCopy(postmaster, data) ? postmaster : undefined;
}

function readPostmaster(data: string): Postmaster | undefined {
  try {
    const [pid, directory, startedAt, port] = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
    // It is being written right now.
    if (!pid || !directory || !startedAt) return undefined;
    return { pid: Number(pid), directory, port: Number(port), run: [pid, directory, startedAt].join('\n') };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Elsewhere than on Linux a live pid has to do here; whoever connects compares the run as well. */
function isServer({ pid, directory }: Postmaster): boolean {
  if (!(pid > 0) || !identityOf(pid)) return false;
  if (process.platform !== 'linux') return true;
  try {
    const [program = '', ...args] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return basename(program) === 'postgres' && args.includes(directory);
  } catch {
    return false;
  }
}

function isCopy({ directory }: Postmaster, data: string): boolean {
  const original = statSync(directory, { throwIfNoEntry: false });
  const here = statSync(data);
  return original !== undefined && (original.ino !== here.ino || original.dev !== here.dev);
}

/**
 * PostgreSQL refuses to start while the pid of a stale file belongs to any process, so the file gets a pid that none can
 * have. It is not removed: its shared memory key still keeps a new server from starting beside the old one's last
 * backends. The file of a live server stays as it is: one that is ending would take away that of the next.
 */
export function neutralizeStalePid(data: string): void {
  const stale = readPostmaster(data);
  if (!stale || !pidExists(stale.pid) || livePostmaster(data)) return;
  const file = join(data, 'postmaster.pid');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^.*/, String(NO_PROCESS)));
}
