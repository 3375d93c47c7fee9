import { FieldSyntaxError } from './field-syntax.error';

/** Reads one field from left to right, and knows where it stands when something is wrong. */
export class FieldScanner {
  private place = 0;

  constructor(readonly word: string) {}

  get position(): number {
    return this.place;
  }

  get isAtEnd(): boolean {
    return this.place >= this.word.length;
  }

  get next(): string {
    return this.word.charAt(this.place);
  }

  /** Takes the longest text that the sticky pattern matches here; an empty one when there is none. */
  take(pattern: RegExp): string {
    pattern.lastIndex = this.place;
    const found = pattern.exec(this.word)?.[0] ?? '';
    this.place += found.length;
    return found;
  }

  accept(character: string): boolean {
    if (this.next !== character) return false;
    this.place += 1;
    return true;
  }

  fail(what: string, example: string, place = this.place): never {
    throw new FieldSyntaxError(this.word, place, what, example);
  }
}
