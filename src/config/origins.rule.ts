import type { CustomHelpers } from 'joi';
import { printable } from '../database-lifecycle';

const ANY = '*';

/** As a browser sends it: no path, no default port, no pattern. */
const isOrigin = (text: string): boolean =>
  /^https?:[^*]*$/.test(text) && URL.canParse(text) && new URL(text).origin === text;

/** A joi rule for a variable that holds origins of web pages, separated by white space, or a star; makes a list of them. */
export function originsRule(value: string, helpers: CustomHelpers) {
  const origins = value.split(/\s+/);
  if (value === ANY || origins.every(isOrigin)) return origins;
  const found = origins.find((text) => !isOrigin(text))!;
  const fault = `found "${printable(found)}", expected origins such as https://app.example.com, without a path, or * alone`;
  return helpers.error('variable.fault', { fault });
}
