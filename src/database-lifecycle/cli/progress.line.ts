import type { Writable } from 'node:stream';

const ERASE_LINE = '\r\u001B[2K';

/** One line that says what goes on right now, on a terminal only; it makes way for whatever else is printed. */
export class ProgressLine {
  private shown = false;

  constructor(private readonly stream: Writable & { readonly isTTY?: boolean }) {}

  show(text: string): void {
    if (!this.stream.isTTY) return;
    this.stream.write(`${ERASE_LINE}${text}…`);
    this.shown = true;
  }

  clear(): void {
    if (this.shown) this.stream.write(ERASE_LINE);
    this.shown = false;
  }
}
