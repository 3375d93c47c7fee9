import type { CatalogDifference } from '../interfaces/catalog-difference.interface';
import { differenceLine, differenceLines } from './difference.lines';

const difference: CatalogDifference = {
  change: 'changed',
  object: { kind: 'column', path: 'public.users.email' },
  attribute: 'type',
  expected: 'character varying(40)',
  actual: 'character varying(20)',
  severity: 'additive',
};

describe('the lines of a difference', () => {
  it.each<[Partial<CatalogDifference>, string]>([
    [{}, 'column public.users.email: type is character varying(20), expected character varying(40) (additive)'],
    [
      { attribute: 'comment', expected: null, actual: 'a\n  b', severity: 'cosmetic' },
      'column public.users.email: comment is a b, expected none (cosmetic)',
    ],
    [
      { attribute: 'default', expected: "'one  two'", actual: "'one\n  \rtwo'\n  ||  'x'" },
      String.raw`column public.users.email: default is 'one\n  \rtwo' || 'x', expected 'one  two' (additive)`,
    ],
    [
      { change: 'missing', attribute: null, actual: null, severity: 'locking' },
      'column public.users.email is missing, expected character varying(40) (locks the table)',
    ],
    [
      { change: 'extra', attribute: null, expected: null, severity: 'data-loss' },
      'column public.users.email is not expected, found character varying(20) (may lose data)',
    ],
  ])('%j: %s', (change, line) => {
    expect(differenceLine({ ...difference, ...change })).toBe(line);
    expect(differenceLines({ ...difference, ...change })).toEqual([line]);
  });

  it('shows statements as they can be run: no literal and no quoted name changes', () => {
    const sql = [`ALTER TABLE "a  b"\n  ALTER c SET DEFAULT 'one  two'`, `COMMENT  ON TABLE a IS 'x\n  y'`];
    expect(differenceLines({ ...difference, sql }).slice(1)).toEqual([
      `  ALTER TABLE "a  b" ALTER c SET DEFAULT 'one  two';`,
      `  COMMENT ON TABLE a IS 'x\n  y';`,
    ]);
  });

  it('shows the statements below, each on a line', () => {
    expect(differenceLines({ ...difference, sql: ['ALTER\n  TABLE a', 'ALTER TABLE b'] }).slice(1)).toEqual([
      '  ALTER TABLE a;',
      '  ALTER TABLE b;',
    ]);
  });
});
