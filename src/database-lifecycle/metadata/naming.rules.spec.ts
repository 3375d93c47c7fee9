import { offline } from '../../../test/traps/support/offline';
import { entity } from '../../../test/traps/support/trap-database';
import { namingProblems } from './naming.rules';

const problems = async (...entities: ReturnType<typeof entity>[]): Promise<string[]> =>
  namingProblems('public.things', (await offline(entities)).entityMetadatas).map(
    ({ code, message }) => `${code}: ${message}`,
  );

describe('namingProblems', () => {
  it.each([
    ['plain', entity('things', { a: { type: 'text', default: 'x' } })],
    ['dots and spaces in a column', entity('things', { 'a. b': { type: 'text' } })],
    ['a doubled quote in a default', entity('things', { a: { type: 'text', default: `it''s` } })],
    ['a quote in a default that is an expression', entity('things', { a: { type: 'text', default: () => `'it''s'` } })],
    [
      'a quote in a JSON default, which TypeORM escapes',
      entity('things', { a: { type: 'jsonb', default: { a: `it's` } } }),
    ],
    [
      'quotes in labels and comments',
      entity('things', { a: { type: 'enum', enum: [`it's`, '"'], comment: `it's "` } }),
    ],
    [
      'defaults among the labels, and expressions',
      entity('things', {
        a: { type: 'enum', enum: ['x', `it's`], default: `it''s` },
        b: { type: 'enum', enum: ['x', 'y'], default: () => `'y'` },
        c: { type: 'enum', enum: [1, 2], default: 2 },
        d: { type: 'enum', enum: ['x', 'a, b'], array: true, default: ['x', '"a, b"'] },
        e: { type: 'enum', enum: ['x'], array: true, default: '{}' },
        f: { type: 'enum', enum: ['x'], nullable: true, default: null },
      }),
    ],
  ])('none for %s', async (_what, schema) => {
    expect(await problems(schema)).toEqual([]);
  });

  it.each([
    [
      'a dot in an enum column, whose type is named after it',
      entity('things', { 'a.b': { type: 'enum', enum: ['x'] } }),
      'enum type "a.b"',
    ],
    ['a zero byte', entity('things', { 'a\0b': { type: 'text' } }), 'column "a\\u0000b"'],
    [
      'a quote in a unique constraint',
      entity('things', {}, { uniques: [{ name: 'u"', columns: ['id'] }] }),
      'constraint "u\\""',
    ],
    [
      'a quote in an exclusion',
      entity('things', {}, { exclusions: [{ name: 'x"', expression: 'USING gist (id WITH =)' }] }),
      'constraint "x\\""',
    ],
  ])('%s', async (_what, schema, name) => {
    expect(await problems(schema)).toEqual([
      expect.stringContaining(`unusable-name: Entity things: the ${name} holds`),
    ]);
  });

  it.each([
    ['a text', entity('things', { a: { type: 'text', default: `it's` } }), `"it's"`, `"it''s"`],
    [
      'an element of an array',
      entity('things', { a: { type: 'text', array: true, default: ['so', `it's`] } }),
      `["so","it's"]`,
      `["so","it''s"]`,
    ],
  ])('a quote in the default of %s', async (_what, schema, given, doubled) => {
    expect(await problems(schema)).toEqual([
      `broken-default: Entity things: the default ${given} of column a holds a single quote, which TypeORM does not escape. Double it: ${doubled}`,
    ]);
  });

  it.each([
    ['a text', { type: 'enum', enum: ['sad', `it's`], default: 'wry' } as const, `"wry"`],
    [
      'an element of an array',
      { type: 'enum', enum: ['sad', `it's`], array: true, default: ['sad', 'wry'] } as const,
      `"wry"`,
    ],
    ['a number', { type: 'enum', enum: ['sad', `it's`], default: 3 } as const, '3'],
  ])('%s as the default of an enum that has no such label', async (_what, column, given) => {
    expect(await problems(entity('things', { a: { ...column, enum: [...column.enum] } as never }))).toEqual([
      `enum-default: Entity things: the default ${given} of column a is none of its labels: "sad", "it's".`,
    ]);
  });

  it('columns that are cut to one name', async () => {
    const [one, two] = [`${'ä'.repeat(31)}ab`, `${'ä'.repeat(31)}ac`];
    expect(await problems(entity('things', { [one]: { type: 'text' }, [two]: { type: 'text' } }))).toEqual([
      `truncated-names-meet: Entity things: columns "${one}" and "${two}" get the same name: PostgreSQL cuts both at 63 bytes. Shorten one.`,
    ]);
  });
});
