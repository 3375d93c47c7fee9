import type { JournalRecord } from '../interfaces/journal.interface';
import { count, milliseconds } from './units';

const second = (iso: string): string => new Date(iso).toISOString().slice(0, 19).replace('T', ' ');

function journalLine({ at, event, name, environment, role, details }: JournalRecord): string {
  const { result, error, sqlstate, durationMs, rows, mode = 'once', emptied, trash, undo, host, application } = details;
  const parts = [
    ...(result === 'failed' ? [`FAILED (${[error, sqlstate].filter(Boolean).join(' ')})`] : []),
    ...(durationMs === undefined ? [] : [milliseconds(durationMs)]),
    ...(rows === undefined ? [] : [count(rows, 'row')]),
    ...(trash === undefined ? [] : [event === 'reset' ? `set aside in ${trash}` : `back from ${trash}`]),
    ...(undo === false ? ['dropped for good'] : []),
    ...(mode === 'once' ? [] : [`mode ${mode}`]),
    ...(emptied === undefined ? [] : [`after emptying ${emptied.join(' and ')}`]),
    `in ${environment}`,
    `by ${role}${host === undefined ? '' : ` on ${host}`}`,
    ...(application === undefined ? [] : [`version ${application}`]),
  ];
  return `${second(at)} ${event} ${name}: ${parts.join(', ')}`;
}

/** A line an entry; times are UTC. */
export const journalLines = (records: readonly JournalRecord[]): string[] => records.map(journalLine);
