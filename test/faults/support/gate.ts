import { setTimeout } from 'node:timers/promises';
import { Client } from 'pg';

const KEY = 7_001;

/** What a session sends to stand at the gate of its database until that is open. */
export const PASS_GATE = `SELECT pg_advisory_xact_lock_shared(${KEY})`;

/** Holds up sessions at a point, so that a test can act while they are there, or let them all go at once. */
export interface Gate {
  /** Until so many stand before it; 60 s at most. Default: 1. */
  reached(count?: number): Promise<void>;
  open(): Promise<void>;
}

const WAITING = `SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = ${KEY} AND NOT granted`;
const PAUSE_MS = 20;
const ATTEMPTS = 3_000;

/** The gate of a database, closed from now on. */
export async function closeGate(url: string): Promise<Gate> {
  const keeper = new Client({ connectionString: url });
  // The server may be stopped.
  keeper.on('error', () => undefined);
  await keeper.connect();
  await keeper.query('SELECT pg_advisory_lock($1)', [KEY]);
  return {
    reached: async (count = 1) => {
      for (let attempt = 0; (await keeper.query(WAITING)).rowCount! < count; attempt += 1) {
        if (attempt === ATTEMPTS) throw new Error(`Not all ${count} have come to the gate`);
        await setTimeout(PAUSE_MS);
      }
    },
    open: () => keeper.end().catch(() => undefined),
  };
}
