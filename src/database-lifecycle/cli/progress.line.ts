import type { Writable } from 'node:stream';

const START_OF_LINE = '\r';
const ERASE_REST = '\u001B[K';
/** Of a terminal that does not tell. */
const DEFAULT_COLUMNS = 80;

/**
 * One line that says what goes on right now, on a terminal only; it makes way for whatever else is printed. It is written
 * over and never emptied first, so that it does not flicker, and cut to the terminal's width, as what wraps stays behind.
 */
export class ProgressLine {
  private shown = '';

  constructor(private readonly stream: Writable & { readonly isTTY?: boolean; readonly columns?: number }) {}

  show(text: string): void {
    const { isTTY, columns } = this.stream;
    if (!isTTY) return;
    const line = `${text.slice(0, Math.max(1, (columns || DEFAULT_COLUMNS) - 2))}…`;
    if (line === this.shown) return;
    this.stream.write(`${START_OF_LINE}${line}${ERASE_REST}`);
    this.shown = line;
  }

  clear(): void {
    if (this.shown !== '') this.stream.write(`${START_OF_LINE}${ERASE_REST}`);
    this.shown = '';
  }
}
