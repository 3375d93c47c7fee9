import type { Trash } from '../interfaces/trash.interface';

/** The server's time in milliseconds, as text: a database may be set to round a float to one digit. */
export const NOW_MS = '(extract(epoch FROM clock_timestamp()) * 1000)::bigint';

/** Nothing younger is ever purged without being asked for. */
const PROTECTED_MS = 24 * 60 * 60 * 1_000;

export const ageMs = ({ manifest }: Trash, now: number): number => now - Date.parse(manifest.at);

/**
 * What a reset may let go of by itself: beyond the newest `keep`, and older than a day.
 * @param trashes the newest first
 * @param now the server's time, by which the trashes are dated, in milliseconds
 */
export const expired = (trashes: readonly Trash[], keep: number, now: number): Trash[] =>
  trashes.slice(Math.max(keep, 0)).filter((trash) => ageMs(trash, now) > PROTECTED_MS);
