import { escapeIdentifier, escapeLiteral } from 'pg';
import type { NamedObject } from '../interfaces/schema-snapshot.interface';

/** NAMEDATALEN - 1: the longest name in bytes, https://www.postgresql.org/docs/current/limits.html */
const MAX_NAME_BYTES = 63;
/** UTF-8 takes at most three bytes for one UTF-16 unit: most names are short enough without counting. */
const MAX_BYTES_PER_UNIT = 3;

/** A name as PostgreSQL stores it: cut at 63 bytes, never inside a character. */
export function toName(identifier: string): string {
  const fits =
    identifier.length * MAX_BYTES_PER_UNIT <= MAX_NAME_BYTES || Buffer.byteLength(identifier) <= MAX_NAME_BYTES;
  if (fits) return identifier;
  const bytes = Buffer.from(identifier);
  let end = MAX_NAME_BYTES;
  while ((bytes[end]! & 0xc0) === 0x80) end -= 1;
  return bytes.subarray(0, end).toString();
}

export const beyondAscii = /[^\0-\x7f]/;

/** What PostgreSQL reads in a name without quotes: in lower case, of which only A to Z count, whatever the locale. */
export const foldName = (word: string): string =>
  beyondAscii.test(word)
    ? toName(word.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()))
    : toName(word.toLowerCase());

/** The key and the words for a relation or type: `schema.name`. */
export const pathOf = ({ schema, name }: NamedObject): string => `${schema}.${name}`;

/** What {@link pathOf} gave, as a person would say it: without the default schema. */
export const shortNames = (paths: readonly string[], defaultSchema: string): string =>
  paths.map((path) => (path.startsWith(`${defaultSchema}.`) ? path.slice(defaultSchema.length + 1) : path)).join(', ');

/** A key of several names. Unambiguous: a name in PostgreSQL may hold any character but NUL, which separates them. */
export const nameKey = (...names: readonly string[]): string => names.join('\0');

/** The names alone, each once. */
export const distinct = (objects: readonly NamedObject[]): NamedObject[] => [
  ...new Map(objects.map(({ schema, name }) => [pathOf({ schema, name }), { schema, name }])).values(),
];

export const quoteIdentifier = (name: string): string => escapeIdentifier(name);
export const quotePath = ({ schema, name }: NamedObject): string =>
  `${escapeIdentifier(schema)}.${escapeIdentifier(name)}`;

/**
 * NUL, which would end the message, becomes U+FFFD: no text of the server's holds it. pg's own goes letter by letter, which
 * takes 20 ms for the names of 1,000 tables in a process that has just begun.
 */
export const quoteLiteral = (value: string): string =>
  /['\\\0]/.test(value) ? escapeLiteral(value.replaceAll('\0', '\ufffd')) : `'${value}'`;

/** JSON's escapes of NUL and of half of a surrogate pair, which jsonb refuses. */
const UNSTORABLE = /(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/g;

/** Any value as a jsonb literal; what jsonb can not hold becomes U+FFFD, as it does in a text that is sent. */
export const quoteJson = (value: unknown): string =>
  `${quoteLiteral(JSON.stringify(value).replace(UNSTORABLE, '$1\ufffd'))}::jsonb`;

/** An array of text as a literal, e.g. for `unnest()`: one constant however many elements, so that planning stays cheap. */
export function quoteTextArray(values: readonly string[]): string {
  // One look at all of them, as nearly all names are plain.
  const elements = /["\\]/.test(values.join('')) ? values.map((value) => value.replace(/["\\]/g, '\\$&')) : values;
  const array = values.length === 0 ? '{}' : `{"${elements.join('","')}"}`;
  return `${quoteLiteral(array)}::text[]`;
}

/**
 * As quoteTextArray(), but from a sub-select, so that the planner expects ten elements whatever their number: expecting
 * thousands it would compile the query (JIT), which takes longer than running it.
 */
export const quoteUncountedArray = (values: readonly string[]): string => `(SELECT ${quoteTextArray(values)})`;
