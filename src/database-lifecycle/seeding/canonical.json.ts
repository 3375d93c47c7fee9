import { createHash } from 'node:crypto';

/** A value that JSON can not tell, e.g. a function, and where it stands. */
export class NotJsonError extends Error {
  override readonly name = 'NotJsonError';

  constructor(path: string, found: string) {
    super(`${path} is ${found}`);
  }
}

const hasToJson = (value: object): value is { toJSON(): unknown } =>
  typeof (value as { toJSON?: unknown }).toJSON === 'function';

function objectText(value: object, path: string, around: readonly object[]): string {
  if (around.includes(value)) throw new NotJsonError(path, 'part of itself');
  const inside = [...around, value];
  if (Array.isArray(value))
    return `[${value.map((item, index) => textOf(item, `${path}[${index}]`, inside)).join(',')}]`;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null)
    throw new NotJsonError(path, `a ${value.constructor.name}, which JSON does not tell`);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .toSorted(([one], [other]) => (one < other ? -1 : 1));
  const texts = members.map(([key, member]) => `${JSON.stringify(key)}:${textOf(member, `${path}.${key}`, inside)}`);
  return `{${texts.join(',')}}`;
}

function textOf(value: unknown, path: string, around: readonly object[]): string {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (value === undefined || typeof value === 'number') throw new NotJsonError(path, String(value));
  if (typeof value !== 'object') throw new NotJsonError(path, `a ${typeof value}`);
  return hasToJson(value) ? textOf(value.toJSON(), path, around) : objectText(value, path, around);
}

/**
 * A value as JSON, the members of each object in the order of their names, so that equal values have equal texts.
 * @throws NotJsonError for what JSON leaves out or changes in silence: functions, NaN, a Map, a circle
 */
export const canonicalJson = (value: unknown): string => textOf(value, 'content', []);

/** SHA-256 of {@link canonicalJson}, in hexadecimal. */
export const contentHash = (content: unknown): string =>
  createHash('sha256').update(canonicalJson(content)).digest('hex');
