import { readDropped } from './loss.reader';

const table = (path: string) => ({ kind: 'table', table: path });
const column = (path: string, name: string) => ({ kind: 'column', table: path, column: name });

it.each([
  ['DROP TABLE "visits"', [table('public.visits')]],
  ['drop table if exists shop.Orders, "Items" cascade', [table('shop.orders'), table('public.Items')]],
  ['DROP SCHEMA IF EXISTS shop CASCADE', [{ kind: 'schema', schema: 'shop' }]],
  ['ALTER TABLE "pets" DROP COLUMN "name"', [column('public.pets', 'name')]],
  [
    'ALTER TABLE ONLY shop.pets DROP a, ADD b int, DROP COLUMN IF EXISTS "C" CASCADE',
    [column('shop.pets', 'a'), column('shop.pets', 'C')],
  ],
  ['ALTER TABLE pets ADD CHECK (a > (1)), DROP "constraint"', [column('public.pets', 'constraint')]],
  ['SELECT 1; -- DROP TABLE a\nDROP TABLE b; DROP TABLE c', [table('public.b'), table('public.c')]],
])('%s', (sql, dropped) => expect(readDropped(sql, 'public')).toEqual(dropped));

it.each([
  'ALTER TABLE pets DROP CONSTRAINT c',
  'ALTER TABLE pets ALTER a DROP NOT NULL, ALTER b DROP DEFAULT, ALTER c DROP IDENTITY IF EXISTS, ALTER d DROP EXPRESSION',
  'DROP INDEX i',
  'DROP VIEW v',
  'DROP TYPE t',
  "SELECT 'DROP TABLE pets'",
  '',
])('drops nothing that holds rows: %s', (sql) => expect(readDropped(sql, 'public')).toEqual([]));
