/** Reads a value strictly, and tells in an error where it is not what it should be. */
export type Shape<Value> = (value: unknown, at: string) => Value;

const fail = (at: string, expected: string): never => {
  throw new Error(`${at} is not ${expected}`);
};

export const text: Shape<string> = (value, at) => (typeof value === 'string' ? value : fail(at, 'a text'));

/** What PostgreSQL can take for a name: not empty, no NUL. */
export const name: Shape<string> = (value, at) =>
  typeof value === 'string' && value !== '' && !value.includes('\0') ? value : fail(at, 'a name');

export const oneOf =
  <Value>(...allowed: readonly Value[]): Shape<Value> =>
  (value, at) =>
    allowed.includes(value as Value) ? (value as Value) : fail(at, `one of ${allowed.join(', ')}`);

export const yesOrNo: Shape<boolean> = oneOf(true, false);

export const nullable =
  <Value>(shape: Shape<Value>): Shape<Value | null> =>
  (value, at) =>
    value === null ? null : shape(value, at);

/** May be left out. */
export const optional =
  <Value>(shape: Shape<Value>): Shape<Value | undefined> =>
  (value, at) =>
    value === undefined ? undefined : shape(value, at);

export const list =
  <Value>(shape: Shape<Value>): Shape<readonly Value[]> =>
  (value, at) =>
    Array.isArray(value) ? value.map((member, index) => shape(member, `${at}[${index}]`)) : fail(at, 'a list');

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Any keys, all values of one shape. */
export const record =
  <Value>(shape: Shape<Value>): Shape<Readonly<Record<string, Value>>> =>
  (value, at) =>
    isRecord(value)
      ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, shape(member, `${at}.${key}`)]))
      : fail(at, 'an object');

/** Exactly these keys: one that is not known may mean something that would be lost. */
export const object =
  <Value extends object>(shapes: { readonly [Key in keyof Value]-?: Shape<Value[Key]> }): Shape<Value> =>
  (value, at) => {
    if (!isRecord(value)) return fail(at, 'an object');
    const unknown = Object.keys(value).find((key) => !(key in shapes));
    if (unknown !== undefined) return fail(`${at}.${unknown}`, 'known here');
    const entries = Object.entries<Shape<unknown>>(shapes).map(([key, shape]) => [
      key,
      shape(value[key], `${at}.${key}`),
    ]);
    return Object.fromEntries(entries.filter(([, member]) => member !== undefined)) as Value;
  };
