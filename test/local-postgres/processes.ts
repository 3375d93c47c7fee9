import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import { join } from 'node:path';
import type { LocalPostgres } from '../../src/local-postgres';

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export const CHECKOUT = join(__dirname, '..', '..');

/** `node scripts/run.js <module> [args]` of a checkout, with none of Jest's environment. */
export async function runModule(
  args: readonly string[],
  { checkout = CHECKOUT, env = {}, ...options }: SpawnOptions & { checkout?: string } = {},
): Promise<Outcome> {
  const child = spawn(process.execPath, [join(checkout, 'scripts', 'run.js'), ...args], {
    ...options,
    env: { PATH: process.env.PATH, ...env },
  });
  const outcome = { code: null as number | null, stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk) => (outcome.stdout += String(chunk)));
  child.stderr?.on('data', (chunk) => (outcome.stderr += String(chunk)));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ ...outcome, code }));
  });
}

/** ensureLocalPostgres() in a process that the caller kills. */
export const spawnEnsure = (directory: string): ChildProcess =>
  spawn(process.execPath, ['scripts/run.js', 'test/local-postgres/ensure.process', directory], { cwd: CHECKOUT });

/** ensureLocalPostgres() in a process of its own. */
export async function ensureInProcess(
  directory: string,
  options: Parameters<typeof runModule>[1] = {},
): Promise<LocalPostgres> {
  const { code, stdout, stderr } = await runModule(['test/local-postgres/ensure.process', directory], options);
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as LocalPostgres;
}
