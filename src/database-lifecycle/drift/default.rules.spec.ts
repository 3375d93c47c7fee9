import { sameDefault } from './default.rules';

describe('sameDefault()', () => {
  it.each([
    ['CURRENT_TIMESTAMP', 'now()'],
    ['CURRENT_TIMESTAMP(3)', "('now'::text)::timestamp(3) with time zone"],
    ['LOCALTIMESTAMP(6)', "('now'::text)::timestamp(6) without time zone"],
    ['CURRENT_TIME(0)', "('now'::text)::time(0) with time zone"],
    ['CURRENT_DATE', "('now'::text)::date"],
    ["'it''s'::text", "'it''s'::character varying"],
    ['0', "'0'::numeric"],
    ['0', "'0'::bigint"],
    ["'-1'::integer", '(-1)'],
    ["'-1'::integer", "'-1'::smallint"],
    ['0.5', "'0.5'::double precision"],
    ["'{}'::text[]", "'{}'::character varying[]"],
  ])('%s is %s', (one, other) => {
    expect(sameDefault(one, other)).toBe(true);
    expect(sameDefault(other, one)).toBe(true);
  });

  it.each([
    ['now()', null],
    ['now()', 'clock_timestamp()'],
    ['CURRENT_TIMESTAMP(3)', 'CURRENT_TIMESTAMP(6)'],
    ['CURRENT_TIMESTAMP(3)', 'LOCALTIMESTAMP(3)'],
    ["'a'::text", "'b'::text"],
    ['1', '-1'],
    ['1', "'1'::text"],
    ['1', "'1.0'::numeric"],
    ["'a'::text", "'a'::bpchar"],
    ["'{}'::text", "'{}'::text[]"],
    ["'1'::text", "'1'::jsonb"],
    ["('a'::text || 'b'::text)", "('a'::text || 'b'::character varying)"],
  ])('%s is not %s', (one, other) => expect(sameDefault(one, other)).toBe(false));
});
