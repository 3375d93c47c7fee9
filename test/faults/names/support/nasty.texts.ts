import * as fc from 'fast-check';

/** What ends, opens or escapes something for somebody: PostgreSQL, pg, TypeORM, JavaScript, a terminal. */
const FRAGMENTS = [
  'a',
  'Zz',
  '1',
  ' ',
  '_',
  "'",
  "''",
  ';',
  '\\',
  "\\'",
  '$$',
  '$a$',
  '$1',
  '$2',
  '--',
  '/*',
  '*/',
  '?',
  '%s',
  '%I',
  ':name',
  '@@',
  '`',
  '${x}',
  '{}',
  ',',
  '(',
  ')',
  '\n',
  '\r',
  '\r\n',
  '\t',
  '\b',
  '\u0001',
  '\u001b[31m',
  '\u007f',
  '\u00a0',
  '\u200b',
  '\u202e',
  '\ufeff',
  '\ud800',
  'é',
  'e\u0301',
  '表',
  '🐾',
  'select',
  'user',
  'NULL',
  "E'",
  "'; DROP TABLE canary; --",
  '; DROP TABLE canary; --',
  "'); DROP TABLE canary; --",
  '*/; DROP TABLE canary; /*',
  '$$; DROP TABLE canary; $$',
] as const;

/** Those that TypeORM can not quote within a name, or nobody can send. */
const UNUSABLE = ['"', '"; DROP TABLE canary; --', '.', '\0', 'U&"'] as const;

const joined = (fragments: readonly string[], most: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...fragments), { minLength: 1, maxLength: most }).map((parts) => parts.join(''));

/** Any text, which may be empty. */
export const nastyText: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: joined(FRAGMENTS, 5) },
  { weight: 2, arbitrary: joined([...FRAGMENTS, '"', '.'], 5) },
  { weight: 1, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
);

const FILLERS = ['x', 'é', '表', '🐾'] as const;

/** A name about as long as names can be, with a character across the last byte that PostgreSQL keeps. */
const longName = fc
  .record({ start: joined(FRAGMENTS, 2), filler: fc.constantFrom(...FILLERS), bytes: fc.integer({ min: 58, max: 70 }) })
  .map(({ start, filler, bytes }) => {
    let name = start;
    while (Buffer.byteLength(name) < bytes) name += filler;
    return name;
  });

/** A name that TypeORM can quote, mostly. */
export const nastyName: fc.Arbitrary<string> = fc.oneof(
  { weight: 12, arbitrary: joined(FRAGMENTS, 4) },
  { weight: 5, arbitrary: longName },
  { weight: 4, arbitrary: joined(UNUSABLE, 2) },
);
