import { assertMoving } from './movement.guard';

const named = (schema: string, name: string) => ({ schema, name });
const SCOPE = {
  moves: [
    { from: named('public', 'pets'), to: named('trash_1', 'pets') },
    { from: named('trash_1', 'mood'), to: named('public', 'mood') },
  ],
  constraints: [
    { ...named('public', 'pets_owner_fkey'), table: 'pets' },
    { ...named('shop', 'orders_pet_fkey'), table: 'orders' },
  ],
  makes: ['trash_1'],
  drops: ['trash_0'],
  records: ['public.migrations'],
};
const check = (sql: string) => (): void => assertMoving([{ sql, target: 'public.pets' }], SCOPE, 'public');

const KEY = 'ALTER TABLE "public"."pets" ADD CONSTRAINT "pets_owner_fkey" FOREIGN KEY ("owner", ")") REFERENCES';
const INSERT = 'INSERT INTO "public"."migrations" SELECT * FROM';
const NEXT = `SELECT setval(pg_get_serial_sequence(max(tableoid)::regclass::text, 'id'), max("id")) FROM`;

it.each([
  'CREATE SCHEMA "trash_1"',
  `COMMENT ON SCHEMA "trash_1" IS '{}; DROP TABLE pets'`,
  'ALTER TABLE "public"."pets" SET SCHEMA "trash_1"',
  'ALTER FOREIGN TABLE "pets" SET SCHEMA "trash_1"',
  'ALTER VIEW "public"."pets" SET SCHEMA "trash_1"',
  'ALTER MATERIALIZED VIEW "public"."pets" SET SCHEMA "trash_1"',
  'ALTER TYPE "trash_1"."mood" SET SCHEMA "public"',
  'ALTER TABLE "public"."pets" DROP CONSTRAINT "pets_owner_fkey"',
  `${KEY} public.owners(id, ",") ON DELETE SET NULL (owner, ",") NOT VALID`,
  `COMMENT ON CONSTRAINT "pets_owner_fkey" ON "public"."pets" IS 'x'`,
  `${INSERT} json_populate_recordset(NULL::"public"."migrations", '[]')`,
  `${NEXT} "public"."migrations" HAVING true`,
  'DELETE FROM "public"."migrations"',
  'DROP SCHEMA "trash_0" RESTRICT',
])('lets a movement pass: %s', (sql) => {
  expect(check(sql)).not.toThrow();
});

it.each([
  'CREATE SCHEMA "trash_0"',
  'CREATE SCHEMA "trash_1" CREATE TABLE things ()',
  'CREATE TABLE "trash_1" ()',
  `COMMENT ON SCHEMA "public" IS 'x'`,
  `COMMENT ON TABLE "trash_1" IS 'x'`,
  'ALTER TABLE "public"."owners" SET SCHEMA "trash_1"',
  'ALTER TABLE "public"."pets" SET SCHEMA "trash_0"',
  'ALTER TABLE "public"."pets" SET SCHEMA "trash_1", DROP COLUMN "owner"',
  'ALTER TABLE "public"."pets" RENAME TO "trash_1"',
  'ALTER SEQUENCE "public"."pets" SET SCHEMA "trash_1"',
  'DROP TABLE "public"."pets"',
  'ALTER TABLE "public"."pets" DROP CONSTRAINT "pets_pkey"',
  'ALTER TABLE "public"."owners" DROP CONSTRAINT "pets_owner_fkey"',
  'ALTER TABLE "public"."pets" DROP CONSTRAINT "pets_owner_fkey" CASCADE',
  'ALTER TABLE "public"."pets" DROP COLUMN "pets_owner_fkey"',
  'ALTER TABLE "public"."pets" ADD COLUMN "pets_owner_fkey" int',
  'ALTER TABLE "public"."pets" ADD CONSTRAINT "pets_owner_fkey" CHECK (drop_all())',
  'ALTER TABLE "public"."pets" ADD CONSTRAINT "other" FOREIGN KEY ("owner") REFERENCES public.owners(id)',
  'ALTER TABLE "public"."owners" ADD CONSTRAINT "pets_owner_fkey" FOREIGN KEY ("owner") REFERENCES public.owners(id)',
  `${KEY} public.owners(id, "("), DROP COLUMN "owner"`,
  `${KEY} public.owners(id, "(") ON DELETE SET NULL ("("), DROP COLUMN "owner"`,
  `COMMENT ON CONSTRAINT "pets_pkey" ON "public"."pets" IS 'x'`,
  `COMMENT ON CONSTRAINT "pets_owner_fkey" ON "public"."owners" IS 'x'`,
  `INSERT INTO "public"."pets" SELECT * FROM json_populate_recordset(NULL::"public"."pets", '[]')`,
  `${INSERT} json_populate_recordset(NULL::"public"."pets", '[]')`,
  `${INSERT} "public"."pets"`,
  `${NEXT} "public"."pets" HAVING true`,
  `${NEXT} "public"."migrations"`,
  'SELECT drop_all()',
  'DELETE FROM "public"."pets"',
  'TRUNCATE "public"."migrations"',
  'DROP SCHEMA "trash_1" RESTRICT',
  'DROP SCHEMA "trash_0" CASCADE',
  'DROP SCHEMA "trash_0"',
  'DROP SCHEMA "trash_0" RESTRICT; DROP TABLE "public"."pets"',
  'DROP SCHEMA "trash_0", "public" RESTRICT',
  '',
])('refuses anything else: %s', (sql) => {
  expect(check(sql)).toThrow(/not a form that moves what this plan names|more than one statement/);
});
