/** In characters; PostgreSQL's names have 63 bytes. */
const LONGEST = 100;

const escaped = (character: string): string => `\\u{${character.codePointAt(0)!.toString(16)}}`;

/**
 * Text from outside as part of a message: nothing in it starts a line, moves a cursor or turns the text around.
 * @internal exported for the configuration of this checkout
 */
export function printable(text: string): string {
  const shown = text.length > LONGEST ? `${text.slice(0, LONGEST)}… (${text.length} characters)` : text;
  return shown.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, escaped);
}
