import type { JournalNote, JournalState } from '../interfaces/journal.interface';
import type { RegisteredSeeder } from './seeder.registry';

/** Name of the entry that tells a seeder's content where the journal has no details. */
export const contentEntry = (key: string, content: string): string => `${key} with content ${content}`;

/** The entries that record a seeder that ran. */
export function seedNotes(
  { detailed, exists }: Pick<JournalState, 'detailed' | 'exists'>,
  { options: { key, mode = 'once' }, content }: RegisteredSeeder,
  outcome: { readonly rows: number; readonly durationMs: number; readonly emptied?: readonly string[] },
): JournalNote[] {
  const { durationMs, ...rest } = outcome;
  const note: JournalNote = { event: 'seed', name: key, details: { ...rest, mode, content }, durationMs };
  const lost = exists && !detailed && content !== undefined;
  return lost ? [note, { event: 'seed', name: contentEntry(key, content) }] : [note];
}
