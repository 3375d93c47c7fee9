import { readDropped } from './loss.reader';

/** `shop.orders`, or a bare name. */
const named = (path: string) => {
  const [name, schema = null] = path.split('.').toReversed();
  return { schema, name };
};
const table = (path: string) => ({ kind: 'table', table: named(path) });
const column = (path: string, name: string) => ({ kind: 'column', table: named(path), column: name });
const schema = (name: string) => ({ kind: 'schema', schema: name });

it.each([
  ['DROP TABLE "visits"', [table('visits')]],
  ['drop table if exists shop.Orders, "Items" cascade', [table('shop.orders'), table('Items')]],
  ['DROP SCHEMA IF EXISTS shop CASCADE', [schema('shop')]],
  ['ALTER TABLE "pets" DROP COLUMN "name"', [column('pets', 'name')]],
  [
    'ALTER TABLE ONLY shop.pets DROP a, ADD b int, DROP COLUMN IF EXISTS "C" CASCADE',
    [column('shop.pets', 'a'), column('shop.pets', 'C')],
  ],
  ['ALTER TABLE pets ADD CHECK (a > (1)), DROP "constraint"', [column('pets', 'constraint')]],
  [
    'ALTER TABLE pets ALTER a DROP EXPRESSION, DROP expression, ALTER COLUMN b DROP IDENTITY, DROP identity',
    [column('pets', 'expression'), column('pets', 'identity')],
  ],
  ['ALTER TABLE IF EXISTS ONLY pets DROP name', [column('pets', 'name')]],
  ['ALTER TABLE a * RENAME b TO c; ALTER TABLE a DROP c', [column('a', 'c'), column('a', 'b')]],
  ['SELECT 1; -- DROP TABLE a\nDROP TABLE b; DROP TABLE c', [table('b'), table('c')]],
  ['ALTER TABLE a RENAME TO b; DROP TABLE b', [table('b'), table('a')]],
  ['ALTER TABLE shop.a RENAME TO "B"; DROP TABLE "B"', [table('B'), table('shop.a')]],
  ['ALTER TABLE a RENAME TO b; ALTER TABLE b RENAME TO c; DROP TABLE c', [table('c'), table('b'), table('a')]],
  ['ALTER TABLE a RENAME TO b; ALTER TABLE c RENAME TO a; DROP TABLE b', [table('b'), table('a')]],
  ['ALTER TABLE a SET SCHEMA shop; DROP TABLE shop.a', [table('shop.a'), table('a')]],
  ['ALTER TABLE a SET SCHEMA shop; DROP SCHEMA shop CASCADE', [schema('shop'), table('a')]],
  ['ALTER SCHEMA shop RENAME TO old; DROP SCHEMA old CASCADE', [schema('old'), schema('shop')]],
  ['ALTER SCHEMA shop RENAME TO old; DROP TABLE old.a', [table('old.a'), table('shop.a')]],
  ['ALTER TABLE a RENAME COLUMN x TO y; ALTER TABLE a DROP y', [column('a', 'y'), column('a', 'x')]],
  ['ALTER TABLE a RENAME TO b; ALTER TABLE b DROP y', [column('b', 'y'), column('a', 'y')]],
  ['DROP TABLE b; ALTER TABLE a RENAME TO b', [table('b')]],
])('%s', (sql, dropped) => expect(readDropped(sql)).toEqual(dropped));

it.each([
  'ALTER TABLE pets DROP CONSTRAINT c',
  'ALTER TABLE pets ALTER a DROP NOT NULL, ALTER b DROP DEFAULT, ALTER c DROP IDENTITY IF EXISTS, ALTER d DROP EXPRESSION',
  'ALTER TABLE a RENAME CONSTRAINT b TO c',
  'DROP INDEX i',
  'DROP VIEW v',
  'DROP TYPE t',
  "SELECT 'DROP TABLE pets'",
  '',
])('drops nothing that holds rows: %s', (sql) => expect(readDropped(sql)).toEqual([]));
