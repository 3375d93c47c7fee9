import { joinLines, layOutSql } from './sql.layout';
import { tokenize } from './sql.tokenizer';

const LONG = `CREATE TABLE "a" ("n" numeric(5,2) NOT NULL DEFAULT '1, (2' , "b,(" text DEFAULT 'it''s, ok', CONSTRAINT "k" UNIQUE ("n", "b,(")) WITH (fillfactor = 70)`;

const words = (sql: string) => tokenize(sql).map(({ kind, text }) => `${kind} ${text}`);

describe('layOutSql', () => {
  it('gives each column and constraint of a CREATE TABLE a line', () => {
    expect(layOutSql(LONG)).toEqual([
      'CREATE TABLE "a" (',
      `  "n" numeric(5,2) NOT NULL DEFAULT '1, (2' ,`,
      `  "b,(" text DEFAULT 'it''s, ok',`,
      '  CONSTRAINT "k" UNIQUE ("n", "b,(")',
      ') WITH (',
      '  fillfactor = 70',
      ')',
    ]);
  });

  it('changes nothing but white space', () => {
    expect(words(layOutSql(LONG).join('\n'))).toEqual(words(LONG));
  });

  it.each(['CREATE TABLE "a" ("id" integer)', `COMMENT ON TABLE "a" IS '${'x, (y) '.repeat(30)}'`])(
    'leaves a short or another statement on its line: %s',
    (sql) => expect(layOutSql(sql)).toEqual([sql]),
  );
});

describe('joinLines', () => {
  it.each([
    [' SELECT  a\n  FROM b;\n', 'SELECT a FROM b;'],
    [`'a\n  b',\t E'it\\'s  c'  , $$d\n  e$$`, `'a\n  b', E'it\\'s  c' , $$d\n  e$$`],
    ['"a\n  b"  .  c', '"a\n  b" . c'],
    ["it's  no\n  SQL -- at  all", "it's no SQL -- at all"],
    ['', ''],
  ])('%j', (sql, line) => {
    expect(joinLines(sql)).toBe(line);
  });
});
