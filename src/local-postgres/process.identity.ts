import { readFileSync } from 'node:fs';

/** Whether any process has this pid, a zombie too. */
export function pidExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * A process by its pid and, on Linux, the time when it started, so that a recycled pid is not taken for the process that
 * had it before. Undefined when no such process lives; a zombie does not.
 */
export function identityOf(pid: number): string | undefined {
  if (!pidExists(pid)) return undefined;
  if (process.platform !== 'linux') return String(pid);
  try {
    // "pid (name) state ppid ... starttime ...": the name may hold spaces and parentheses, nothing after it does.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : `${pid} ${fields[19]}`;
  } catch {
    return undefined;
  }
}

/** Whether the process that had this identity still lives. */
export const isAlive = (identity: string): boolean => identityOf(Number.parseInt(identity, 10)) === identity;
