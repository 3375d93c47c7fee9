import type { Client } from 'pg';
import { checkExpression, storable, type Named } from './named.model';

const RELATION = `SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
  WHERE nspname = $1::name AND relname = $2::name AND relkind = 'r'`;

const FACTS = `SELECT
  (SELECT json_agg(attname ORDER BY attnum) FROM pg_attribute WHERE attrelid = $1 AND attnum > 0 AND NOT attisdropped) AS columns,
  (SELECT json_agg(enumlabel ORDER BY enumsortorder) FROM pg_enum JOIN pg_type t ON t.oid = enumtypid
    WHERE t.typname = $2::name AND t.typnamespace = (SELECT relnamespace FROM pg_class WHERE oid = $1)) AS labels,
  col_description($1, 2) AS comment,
  (SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid = $1 AND adnum = 2) AS default,
  (SELECT json_agg(relname ORDER BY relname) FROM pg_index JOIN pg_class c ON c.oid = indexrelid WHERE indrelid = $1 AND NOT indisprimary) AS indexes,
  (SELECT json_agg(json_build_array(contype, conname) ORDER BY contype, conname) FROM pg_constraint WHERE conrelid = $1 AND contype IN ('c', 'f', 'u')) AS constraints,
  (SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = $1 AND contype = 'c') AS check`;

/** What PostgreSQL itself makes of the names, cut as it cuts. */
const ASKED = `SELECT
  (SELECT json_agg(name::name ORDER BY position) FROM unnest($1::text[]) WITH ORDINALITY u (name, position)) AS columns,
  (SELECT json_agg(name::name ORDER BY name::name) FROM unnest($2::text[]) u (name)) AS indexes,
  (SELECT json_agg(json_build_array(kind, name::name) ORDER BY kind, name::name) FROM unnest($3::text[], $4::text[]) u (kind, name)) AS constraints`;

/** NUL can't be in a text of PostgreSQL; TypeORM leaves it out of comments, and makes an empty one none. */
const asComment = (text: string): string | null => text.replaceAll('\0', '') || null;

/** As it arrives: half of a surrogate pair is no character. */
const sent = (text: string): string => Buffer.from(text).toString();

/** The same check, made by somebody who quotes by himself. */
async function checkAsked(client: Client, one: Named): Promise<unknown> {
  const type = one.way === 'json' ? 'jsonb' : 'text';
  await client.query(
    `BEGIN; CREATE TEMP TABLE asked (${client.escapeIdentifier(one.column)} ${type}, CHECK (${checkExpression(one)}))`,
  );
  const { rows } = await client.query<{ check: string }>(
    `SELECT pg_get_constraintdef(oid) AS check FROM pg_constraint WHERE conrelid = 'asked'::regclass AND contype = 'c'`,
  );
  await client.query('ROLLBACK');
  return rows[0]!.check;
}

const expectSame = (what: string, made: unknown, asked: unknown): void => {
  if (JSON.stringify(made) !== JSON.stringify(asked))
    throw new Error(`${what}: made is ${JSON.stringify(made)}, asked was ${JSON.stringify(asked)}`);
};

/** @throws Error that tells what exists in place of what was asked for */
export async function expectExactly(client: Client, one: Named): Promise<void> {
  const find = async (name: string): Promise<number> => {
    const { rows } = await client.query<{ oid: number }>(RELATION, [one.schema, name]);
    if (rows.length === 0) throw new Error(`There is no table ${JSON.stringify(name)}`);
    return rows[0]!.oid;
  };
  const oid = await find(one.table);
  await find(one.junction);
  const { rows } = await client.query<Record<string, string>>(FACTS, [oid, one.enumType]);
  const made = rows[0]!;
  const { rows: asked } = await client.query<Record<string, unknown>>(ASKED, [
    [one.key, one.column, 'kind', 'otherId'],
    [one.index, one.unique],
    ['c', 'f', 'u'],
    [one.check, one.foreignKey, one.unique],
  ]);
  for (const part of ['columns', 'indexes', 'constraints'] as const) expectSame(part, made[part], asked[0]![part]);
  expectSame('labels', made.labels, one.labels.map(sent));
  expectSame('comment', made.comment, asComment(sent(one.comment)));
  const { rows: values } = await client.query<{ value: unknown }>(`SELECT ${made.default} AS value`);
  // TypeORM puts a text between single quotes as it is, where a doubled one is one.
  const value = one.way === 'as it is' ? sent(one.value).replaceAll("''", "'") : sent(one.value);
  expectSame('default', values[0]!.value, one.way === 'json' ? { value: storable(one.value) } : value);
  expectSame('check', made.check, await checkAsked(client, one));
}
