import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { environmentSchema } from './environment.schema';

const MOST_TOLD = 5;

/** Quotes may hold line breaks; without them a value ends at its line, or at a # behind a blank. */
const VALUE = /\s*(['"`])(?:[^#\n]*|(?:\\\1|(?!\1)[^])*)\1(?=\s*(?:#|$))|[^\S\n]*[^\s#'"`](?:[^#\n]*[^\s#])?(?=\s|$)/;
/**
 * A line that dotenv reads as it was meant. It accepts more: an unclosed quote becomes part of the value, any # ends
 * it.
 */
const ASSIGNMENT = new RegExp(
  `^[^\\S\\n]*(?:export\\s+)?[\\w.-]+(?:\\s*=|:[^\\S\\n])(?:${VALUE.source}|(?=\\s|$))\\s*(?:#.*)?$`,
  'gm',
);

function describeLine(line: string, number: number): string {
  const [, word = '', value] = /^\s*(?:export\s+)?([\w.-]*)(?:\s*=\s*(.*))?/.exec(line) ?? [];
  // Any other word may be part of a secret.
  const name = word in environmentSchema.describe().keys ? ` ${word}:` : '';
  const place = `.env:${number}:${name} found`;
  if (word === '' || value === undefined) return `${place} no assignment, expected NAME=value`;
  return /^['"`]/.test(value)
    ? `${place} a value that begins with a quote and does not end with it, expected NAME="value"`
    : `${place} a # that cuts the value off, expected NAME="value"`;
}

/** Where an `.env` sets a variable: the last place, as dotenv has it. */
export function placesIn(text: string): Map<string, string> {
  const lines = text.replace(/\r\n?/g, '\n');
  const places = new Map<string, string>();
  let line = 1;
  let position = 0;
  for (const { 0: read, index } of lines.matchAll(ASSIGNMENT)) {
    const [before, name] = /^\s*(?:export\s+)?([\w.-]+)/.exec(read)!;
    const start = index + before.length;
    line += lines.slice(position, start).split('\n').length - 1;
    position = start;
    places.set(name!, `.env:${line}`);
  }
  return places;
}

/** The lines of an `.env` that set nothing, or not the value that was meant: the first few, without showing a value. */
export function linesPassedOver(text: string): string[] {
  const rest = text.replace(/\r\n?/g, '\n').replace(ASSIGNMENT, (read) => read.replace(/.+/g, ''));
  const lines = rest.split('\n').map((line, index) => ({ line: line.trim(), number: index + 1 }));
  const passedOver = lines.filter(({ line }) => line !== '' && !line.startsWith('#'));
  const told = passedOver.slice(0, MOST_TOLD).map(({ line, number }) => describeLine(line, number));
  const more = passedOver.length - told.length;
  return more > 0 ? [...told, `.env: found ${more} more lines like these`] : told;
}

export interface EnvFile {
  /** Whether there is one from which anything can be read. */
  readonly isReadable: boolean;
  readonly faults: readonly string[];
  /** Where it sets what the environment does not. */
  readonly places: ReadonlyMap<string, string>;
}

export const NO_ENV_FILE: EnvFile = { isReadable: false, faults: [], places: new Map() };

/** The `.env` of the working directory, before it is read into the environment. */
export function inspectEnvFile(): EnvFile {
  const expected = 'expected a file of lines like PORT=3000';
  try {
    const content = readFileSync('.env');
    // What is in UTF-16 has NULs.
    if (isUtf8(content) && !content.includes(0)) {
      const text = String(content);
      const places = [...placesIn(text)].filter(([name]) => process.env[name] === undefined);
      return { isReadable: true, faults: linesPassedOver(text), places: new Map(places) };
    }
    const fault = `.env: found text that is not in UTF-8, as some editors of Windows and PowerShell's > write it (UTF-16), ${expected} in UTF-8`;
    return { ...NO_ENV_FILE, faults: [fault] };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { ...NO_ENV_FILE, faults: code === 'ENOENT' ? [] : [`.env: can not be read (${code}), ${expected}`] };
  }
}
