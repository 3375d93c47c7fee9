export interface ColumnTypeFacts {
  readonly sql: string;
  /** An expression of the row number `g`; different for each. */
  readonly value: string;
  /** Whether it has a btree, so that it can be unique. */
  readonly comparable: boolean;
}

const type = (sql: string, value: string, comparable = true): ColumnTypeFacts => ({ sql, value, comparable });

/** Types that columns of somebody else's tables have. */
export const COLUMN_TYPES = {
  text: type('text', `md5(g::text) || E' it''s\\t"ä"'`),
  varchar: type('character varying(20)', `'v' || g`),
  integer: type('integer', 'g * 7'),
  bigint: type('bigint', '9223372036854775807 - g'),
  numeric: type('numeric(10,2)', 'g / 4.0'),
  boolean: type('boolean', 'g % 2 = 0', false),
  date: type('date', `DATE '2020-02-29' + g`),
  timestamptz: type('timestamp with time zone', `TIMESTAMPTZ '2020-01-01 00:00+02' + g * INTERVAL '1 hour'`),
  uuid: type('uuid', 'md5(g::text)::uuid'),
  jsonb: type('jsonb', `jsonb_build_object('n', g, 'a', ARRAY[g, NULL])`),
  json: type('json', `json_build_object('n', g)`, false),
  bytea: type('bytea', `decode(md5(g::text), 'hex')`),
  long: type('text', `repeat(md5(g::text), 200)`, false),
  array: type('text[]', `ARRAY['a' || g, NULL, '']`),
  range: type('int4range', 'int4range(g, g + 3)'),
  inet: type('inet', `'10.0.0.0'::inet + g`),
  point: type('point', 'point(g, 1)', false),
  mood: type('public.mood', `(CASE g % 2 WHEN 0 THEN 'sad' ELSE 'it''s ok' END)::public.mood`, false),
  positive: type('public.positive', 'g'),
} as const satisfies Readonly<Record<string, ColumnTypeFacts>>;

export type ColumnType = keyof typeof COLUMN_TYPES;

/** Types of somebody else's that the columns have. */
export const OLD_TYPES = [
  `CREATE TYPE public.mood AS ENUM ('sad', 'it''s ok')`,
  'CREATE DOMAIN public.positive AS integer CHECK (value > 0)',
] as const;
