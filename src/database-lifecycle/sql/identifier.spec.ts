import { quoteIdentifier, quoteJson, quoteLiteral, quotePath, quoteTextArray, toName } from './identifier';

describe('toName', () => {
  it.each([
    ['a short name', 'users', 'users'],
    ['63 bytes', 'x'.repeat(63), 'x'.repeat(63)],
    ['64 bytes', 'x'.repeat(64), 'x'.repeat(63)],
    ['characters of two bytes, on the edge', `x${'ä'.repeat(31)}`, `x${'ä'.repeat(31)}`],
    ['characters of two bytes, over the edge', 'ä'.repeat(32), 'ä'.repeat(31)],
    ['characters of three bytes', '表'.repeat(22), '表'.repeat(21)],
    ['characters of four bytes, one byte over', `${'🐾'.repeat(15)}abcd🐾`, `${'🐾'.repeat(15)}abc`],
    ['characters of four bytes, three bytes over', `${'🐾'.repeat(15)}a🐾`, `${'🐾'.repeat(15)}a`],
  ])('%s', (_what, identifier, name) => {
    expect(toName(identifier)).toBe(name);
    expect(Buffer.byteLength(toName(identifier))).toBeLessThanOrEqual(63);
  });
});

describe('quoting', () => {
  it('doubles what would end it', () => {
    expect(quoteIdentifier('a"b')).toBe('"a""b"');
    expect(quotePath({ schema: 'a.b', name: 'c"d' })).toBe('"a.b"."c""d"');
    expect(quoteLiteral(`it's`)).toBe(`'it''s'`);
    expect(quoteLiteral('a\0b')).toBe(`'a\ufffdb'`);
  });

  it('makes a jsonb literal of what jsonb can hold', () => {
    expect(quoteJson({ a: `it's` })).toBe(`'{"a":"it''s"}'::jsonb`);
    expect(quoteJson('a\0b\ud800c')).toBe(`'"a\ufffdb\ufffdc"'::jsonb`);
    expect(quoteJson('\\u0000 🐾')).toBe(String.raw` E'"\\\\u0000 🐾"'::jsonb`);
  });

  it('makes one literal of an array, whatever its elements hold', () => {
    expect(quoteTextArray(['a', 'b,c', `it's`, '"', 'NULL', '', '{}'])).toBe(
      String.raw` E'{"a","b,c","it''s","\\"","NULL","","{}"}'::text[]`,
    );
  });
});
