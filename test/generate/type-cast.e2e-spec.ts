import { alternative, castOf, narrowing } from '../../src/database-lifecycle/generate/type.cast';
import { useEmptiedDatabase } from '../support/emptied-database';

const column = { name: 'of this' };

describe('the cast of a change of type', () => {
  const database = useEmptiedDatabase();

  /** What becomes of values, as PostgreSQL writes them. */
  async function outcome(from: string, to: string, values: readonly string[]): Promise<(string | null)[]> {
    const { client } = database;
    const using = castOf(column, from, to);
    await client.query(`CREATE TABLE t ("of this" ${from})`);
    for (const value of values) await client.query('INSERT INTO t VALUES ($1)', [value]);
    await client.query(`ALTER TABLE t ALTER "of this" TYPE ${to}${using ? ` USING ${using}` : ''}`);
    const { rows } = await client.query<{ value: string | null }>('SELECT "of this"::text AS value FROM t');
    return rows.map(({ value }) => value);
  }

  it.each<[from: string, to: string, values: string[], becomes: (string | null)[]]>([
    ['boolean', 'smallint', ['t', 'f'], ['1', '0']],
    ['boolean', 'numeric(3,1)', ['t', 'f'], ['1.0', '0.0']],
    ['boolean', 'double precision', ['t'], ['1']],
    ['public.hstore', 'jsonb', ['a=>1, "b c"=>NULL'], ['{"a": "1", "b c": null}']],
    ['public.hstore', 'json', ['a=>x'], ['{"a": "x"}']],
    ['text[]', 'jsonb', ['{a,"b \\" c",NULL}', '{}'], ['["a", "b \\" c", null]', '[]']],
    ['jsonb[]', 'jsonb', ['{"{\\"a\\": 1}","[2]"}'], ['[{"a": 1}, [2]]']],
    ['integer[]', 'json', ['{1,2}'], ['[1,2]']],
    ['numrange', 'nummultirange', ['[1.5,2)', 'empty'], ['{[1.5,2)}', '{}']],
    ['tstzrange', 'tstzmultirange', ['(,)'], ['{(,)}']],
    ['box', 'polygon', ['(1,1),(0,0)'], ['((0,0),(0,1),(1,1),(1,0))']],
    ['text', 'character varying(3)[]', ['abc'], ['{abc}']],
  ])('keeps every value from %s to %s', async (from, to, values, becomes) => {
    await database.client.query('CREATE EXTENSION hstore');
    expect(await outcome(from, to, values)).toEqual(becomes);
    expect(narrowing(from, to) ?? '').not.toMatch(/round|lose|keeps only|true/);
  });

  it.each<[from: string, to: string, values: string[], becomes: string[], tells: string]>([
    ['bigint', 'boolean', ['0', '1', '7'], ['false', 'true', 'true'], 'makes true of every number but 0'],
    ['money', 'numeric(6,1)', ['$1,234.56'], ['1234.6'], 'may round them or fail'],
    ['money', 'integer', ['-2.00'], ['-2'], 'may round them or fail'],
    ['real', 'money', ['1.5'], ['$1.50'], 'may round them or fail'],
    ['bit(3)', 'smallint', ['101'], ['5'], 'may round them or fail'],
    ['bit(40)', 'numeric', ['1'.padEnd(40, '0')], ['549755813888'], 'may round them or fail'],
    ['macaddr8', 'macaddr', ['08:00:2b:ff:fe:01:02:03'], ['08:00:2b:01:02:03'], 'may round them or fail'],
    [
      'jsonb',
      'text[]',
      ['["a", "b \\"c", null, 1]', '[]'],
      ['{a,"b \\"c",NULL,1}', '{}'],
      'fails where one does not fit',
    ],
    ['json', 'integer[]', ['[1, 2]'], ['{1,2}'], 'fails where one does not fit'],
    [
      'int4multirange',
      'int4range',
      ['{[1,3)}', '{}', '{[1,2),[5,6)}'],
      ['[1,3)', 'empty', '[1,6)'],
      'makes one range of several',
    ],
    ['circle', 'point', ['<(1,2),3>'], ['(1,2)'], 'may round them or fail'],
  ])('tells what it loses from %s to %s', async (from, to, values, becomes, tells) => {
    expect(await outcome(from, to, values)).toEqual(becomes);
    expect(narrowing(from, to)).toContain(tells);
  });

  it.each([
    ['text', 'bit(3)', '10111', 'bit string length 5 does not match type bit(3)'],
    ['jsonb', 'text[]', '{"a": 1}', 'expected JSON array'],
    ['integer', 'bit(4)', '11', 'bit string length 2 does not match type bit(4)'],
    ['bit varying', 'bit(4)', '11', 'bit string length 2 does not match type bit(4)'],
    ['text', 'bit varying(2)', '101', 'bit string too long for type bit varying(2)'],
    ['text', 'character varying(2)[]', 'abc', 'value too long for type character varying(2)'],
  ])('from %s to %s cuts and pads nothing, but fails', async (from, to, value, error) => {
    await expect(outcome(from, to, [value])).rejects.toThrow(error);
    expect(narrowing(from, to)).toContain('fail');
  });

  // The servers of the tests have no PostGIS.
  it('leaves shapes of PostGIS to its own casts', () => {
    const [point, any] = ['public.geometry(Point,4326)', 'public.geometry'];
    expect([castOf(column, point, any), narrowing(point, any)]).toEqual([undefined, undefined]);
    expect([castOf(column, any, point), narrowing(any, point)]).toEqual([undefined, expect.stringContaining('fail')]);
    expect(alternative(column, point, 'public.geometry(Point,3857)')).toContain('USING ST_Transform("of this", 3857)');
  });

  it('tells what else a person may have meant', () => {
    expect(alternative(column, 'text', 'text[]')).toContain(`string_to_array("of this", ',')`);
    expect(alternative(column, 'text[]', 'text')).toContain(`array_to_string("of this", ',')`);
    expect(alternative(column, 'jsonb', 'jsonb[]')).toContain('an array of one');
    expect(alternative(column, 'integer', 'integer[]')).toBeUndefined();
  });
});
