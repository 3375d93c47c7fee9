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

/** All control characters but tabs and line ends: they move the cursor, set colours and titles, or reverse the text. */
const COMMANDS = /(?!\t|\r?\n)[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu;

/** Lines for a terminal that may hold anybody's names: control characters are shown, not obeyed. */
export const legible = (lines: string): string => lines.replaceAll(COMMANDS, escaped);
