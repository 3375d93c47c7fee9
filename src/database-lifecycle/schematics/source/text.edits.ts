/** A change of a text: what stands from `start` to `end` becomes `text`. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export const insertion = (place: number, text: string): TextEdit => ({ start: place, end: place, text });

/** Applies edits that do not overlap; of two insertions at one place the earlier one comes first. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const backwards = edits
    .map((edit, order) => ({ ...edit, order }))
    .toSorted((one, other) => other.start - one.start || other.order - one.order);
  return backwards.reduce((done, { start, end, text }) => done.slice(0, start) + text + done.slice(end), text);
}
