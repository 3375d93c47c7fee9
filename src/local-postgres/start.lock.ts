import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LocalPostgresError } from './local-postgres.error';
import { identityOf, isAlive } from './process.identity';

const POLL_MS = 25;
const FREE = '';

/**
 * Runs `work` while no other process of this machine that uses the same directory does.
 *
 * The directory holds one file a generation, `1`, `2`, ..., and the newest says who holds the lock: the identity of a
 * process, or nothing once released. The next holder is the one who links generation + 1 first, so a dead holder's lock
 * is taken over without ever being deleted by two at once.
 *
 * @throws LocalPostgresError after `waitMs` milliseconds (default 120,000), naming the process that holds the lock.
 */
export async function withStartLock<T>(directory: string, work: () => Promise<T>, waitMs = 120_000): Promise<T> {
  const file = await acquire(directory, Date.now() + waitMs, waitMs);
  try {
    return await work();
  } finally {
    writeFileSync(file, FREE);
  }
}

async function acquire(directory: string, deadline: number, waitMs: number): Promise<string> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  for (;;) {
    const newest = newestGeneration(directory);
    const holder = newest === 0 ? FREE : read(join(directory, String(newest)));
    if (holder === FREE || (holder !== undefined && !isAlive(holder))) {
      const file = claim(directory, newest + 1);
      if (file) return file;
    } else if (holder !== undefined && Date.now() > deadline) {
      throw heldError(join(directory, String(newest)), holder, waitMs);
    } else {
      await sleep(POLL_MS);
    }
  }
}

const newestGeneration = (directory: string): number =>
  Math.max(
    0,
    ...readdirSync(directory)
      .filter((name) => /^\d+$/.test(name))
      .map(Number),
  );

/** Undefined if a newer holder has removed it meanwhile. */
function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Links a complete file, so that nobody ever reads a half-written one as released. */
function claim(directory: string, generation: number): string | undefined {
  const draft = join(directory, `draft-${process.pid}-${randomBytes(4).toString('hex')}`);
  const file = join(directory, String(generation));
  writeFileSync(draft, identityOf(process.pid) ?? String(process.pid));
  try {
    linkSync(draft, file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' || code === 'ENOENT') return undefined;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  // The generation may have been used and tidied away while we were slow: then a newer one is there, and this is no lock.
  if (newestGeneration(directory) !== generation) {
    rmSync(file, { force: true });
    return undefined;
  }
  for (const name of readdirSync(directory)) {
    if (name !== String(generation) && !(Number(name) > generation)) rmSync(join(directory, name), { force: true });
  }
  return file;
}

function heldError(file: string, holder: string, waitMs: number): LocalPostgresError {
  const pid = holder.split(' ')[0];
  const since = new Date(statSync(file).mtimeMs).toISOString();
  return new LocalPostgresError(
    `Process ${pid} is starting or stopping the embedded PostgreSQL since ${since} and has not finished; waited ${waitMs} ms for it.`,
    [`Wait for it and try again, or look at it (ps -fp ${pid}) and end it (kill ${pid}).`],
  );
}
