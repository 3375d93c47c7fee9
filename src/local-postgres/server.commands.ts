import { spawn } from 'node:child_process';
import { LocalPostgresError } from './local-postgres.error';
import type { ServerAccount } from './server.account';
import type { ClusterPlace } from './state.directory';

/**
 * Runs a PostgreSQL program as the server's account. Detached, so that Ctrl-C in the terminal does not reach it: it ends
 * by itself, and what it starts outlives us.
 *
 * @returns its exit code and what it printed
 */
export async function runServerCommand(
  program: string,
  args: readonly string[],
  { home, account }: Pick<ClusterPlace, 'home' | 'account'>,
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: home,
      detached: true,
      env: serverEnvironment(account),
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      ...(account && { uid: account.uid, gid: account.gid }),
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
    child.on('error', (error) => reject(cannotRun(program, error)));
    child.on('close', (code) => resolve({ code, output }));
  });
}

/** Nothing of the caller's PGPORT, PGDATA, LC_ALL and the like may shape the server. */
function serverEnvironment(account: ServerAccount | undefined): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG)/.test(name));
  return { ...Object.fromEntries(kept), LC_ALL: 'C', ...(account && { USER: account.name, LOGNAME: account.name }) };
}

function cannotRun(program: string, cause: NodeJS.ErrnoException): LocalPostgresError {
  // The file is there: ENOENT is about the loader that it names, which musl systems (Alpine) do not have.
  const why = cause.code === 'ENOENT' ? 'this system lacks the C library it needs (glibc)' : cause.message;
  return new LocalPostgresError(`The embedded PostgreSQL can't run here: ${program}: ${why}.`, [], { cause });
}
