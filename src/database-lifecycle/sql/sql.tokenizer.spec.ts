import { splitStatements, tokenize } from './sql.tokenizer';

const tokens = (sql: string): string[] => tokenize(sql).map(({ kind, text }) => `${kind} ${text}`);

describe('tokenize', () => {
  it.each([
    ['words in lower case, names as they are', 'CREATE "My Table"', ['word create', 'name My Table']],
    ['a doubled quote in a name', '"a""b"', ['name a"b']],
    ['a doubled quote in a string', "'it''s'; x", ["string 'it''s'", 'symbol ;', 'word x']],
    [
      'a backslash in a plain string stands for itself',
      String.raw`'a\'; x`,
      [String.raw`string 'a\'`, 'symbol ;', 'word x'],
    ],
    ['a backslash in an E string escapes', String.raw`E'a\'; x'`, [String.raw`string E'a\'; x'`]],
    [
      'also where it goes on in a next line',
      `E'a' -- 'b'\n -- 'c'\n '\\''; x'`,
      [`string E'a' -- 'b'\n -- 'c'\n '\\''`, 'symbol ;', 'word x', "symbol '"],
    ],
    [
      'not behind it in the same line',
      String.raw`E'a' '\'; x`,
      [`string E'a'`, String.raw`string '\'`, 'symbol ;', 'word x'],
    ],
    [
      'strings with other prefixes',
      `U&'a' n'b' B'1' X'f'`,
      [`string U&'a'`, `string n'b'`, `string B'1'`, `string X'f'`],
    ],
    ['a name with Unicode escapes', 'U&"a;b"', ['name a;b']],
    ['a dollar-quoted body', '$$a;b$$ $x$ $$;$$ $x$', ['string $$a;b$$', 'string $x$ $$;$$ $x$']],
    ['a tag beyond ASCII', '$ä$;$ä$', ['string $ä$;$ä$']],
    ['a dollar inside of a word begins nothing', 'a$b$;', ['word a$b$', 'symbol ;']],
    ['a parameter', '$1;', ['symbol $', 'symbol 1', 'symbol ;']],
    ['a comment to the end of the line', 'a -- "b" \n c', ['word a', 'word c']],
    ['quotes at the end of a comment', `a -- 'b'\n-- "c"`, ['word a']],
    ['a carriage return ends a comment, too', 'a -- b\r; c', ['word a', 'symbol ;', 'word c']],
    ['comments that nest', 'a /* /* ; */ ; */ b', ['word a', 'word b']],
    ['one comment behind another', '/* a */ b /* ; */ c', ['word b', 'word c']],
    ['a comment without an end', 'a /* b', ['word a']],
    ['a quote in a comment, a comment in a quote', `/* ' */ '--' '/*'`, [`string '--'`, `string '/*'`]],
    ['a space beyond ASCII is a letter', '\u00a0drop\u00a0table', ['word \u00a0drop\u00a0table']],
    ['only A to Z are lowered', 'ÄB', ['word Äb']],
    [
      'names cut at 63 bytes',
      `"${'x'.repeat(64)}" ${'y'.repeat(64)}`,
      [`name ${'x'.repeat(63)}`, `word ${'y'.repeat(63)}`],
    ],
    ['nothing', ' \n\t', []],
  ])('%s', (_what, sql, expected) => {
    expect(tokens(sql)).toEqual(expected);
  });

  it('knows where each token is', () => {
    const sql = `SELECT 'ä' AS "x"`;
    expect(tokenize(sql).map(({ start, end }) => sql.slice(start, end))).toEqual(['SELECT', `'ä'`, 'AS', '"x"']);
  });
});

describe('splitStatements', () => {
  it.each([
    ['at semicolons', 'a; b;\nc', ['a', 'b', 'c']],
    ['one without any', ' a ', ['a']],
    ['not in strings, names, bodies and comments', `';' ";" $$;$$ /* ; */ -- ;\n`, [`';' ";" $$;$$ /* ; */ -- ;`]],
    ['leaves out empty ones', ';; a ;', ['a']],
    ['leaves out a comment alone', 'a; -- done\n/* ; */', ['a']],
    ['leaves out a comment alone without any', ' -- done', []],
    ['keeps a comment where it is', 'CREATE VIEW v AS SELECT 1 -- it; is', ['CREATE VIEW v AS SELECT 1 -- it; is']],
  ])('%s', (_what, sql, expected) => {
    expect(splitStatements(sql)).toEqual(expected);
  });
});
