import { typeChange } from '../../src/database-lifecycle/drift/type-change.rules';
import type { Verdict } from '../../src/database-lifecycle/drift/difference.builder';
import { useEmptiedDatabase } from '../support/emptied-database';

/** Of each type, values at its edges. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  smallint: ['-32768', '32767'],
  integer: ['-2147483648', '2147483647'],
  bigint: ['-9223372036854775808', '9223372036854775807'],
  numeric: ['123456789012345678901234567890.123456789', 'NaN', 'Infinity'],
  'numeric(6)': ['999999', '-1'],
  'numeric(6,2)': ['9999.99', '-0.01'],
  'numeric(8,2)': ['999999.99'],
  'numeric(8,4)': ['9999.9999'],
  'numeric(9,1)': ['99999999.9'],
  'numeric(7,4)': ['999.9999'],
  'numeric(3,-2)': ['99900'],
  real: ['3.4028235e+38', '1.1754944e-38', '0.1', 'NaN'],
  'double precision': ['1.7976931348623157e+308', '0.1'],
  text: ['', ' a  ', 'ä'.repeat(50)],
  'character varying': ['', ' a  ', 'ä'.repeat(50)],
  'character varying(5)': ['', 'ab   ', 'äöüß€'],
  'character varying(10)': ['', 'abcdefghij'],
  'character(5)': ['', 'ab', 'äöüß€'],
  'character(10)': ['ab', 'abcdefghij'],
  date: ['4713-01-01 BC', '9999-12-31'],
  'time without time zone': ['23:59:59.999999'],
  'time(3) without time zone': ['23:59:59.999'],
  'timestamp without time zone': ['9999-12-31 23:59:59.999999'],
  'timestamp(0) without time zone': ['9999-12-31 23:59:59'],
  'timestamp(3) without time zone': ['9999-12-31 23:59:59.999'],
  'timestamp(6) without time zone': ['9999-12-31 23:59:59.999999'],
  'timestamp with time zone': ['9999-12-31 23:59:59.999999+00'],
  'timestamp(3) with time zone': ['9999-12-31 23:59:59.999+00'],
  interval: ['1 year 2 mons 3 days 04:05:06.789012'],
  'interval(3)': ['1 year 04:05:06.789'],
  'bit(3)': ['101'],
  'bit varying': ['1', '10101010101'],
  'bit varying(5)': ['10101'],
  json: ['{"b": 1, "a": 1, "a": 2}'],
  jsonb: ['{"a": 1}'],
};

const TYPES = Object.keys(VALUES);
const PAIRS = TYPES.flatMap((from) => TYPES.filter((to) => to !== from).map((to) => ({ from, to })));

describe('a change of type', () => {
  const database = useEmptiedDatabase();
  const query = async (sql: string) => (await database.client.query<Record<string, unknown>>(sql)).rows;

  /** What becomes of values at the edges: they are kept in the file that they are in, or in another one, or they are not. */
  async function outcome(from: string, to: string): Promise<Verdict['severity']> {
    const values = VALUES[from]!.map((value) => `('${value}')`).join(', ');
    const read = `SELECT array_agg(value::${from}::text ORDER BY ctid) AS values, pg_relation_filenode('edges') AS file FROM edges`;
    await query(`BEGIN; CREATE TABLE edges (value ${from}); INSERT INTO edges VALUES ${values}`);
    try {
      const [before] = await query(read);
      await query(`ALTER TABLE edges ALTER value TYPE ${to}`);
      const [after] = await query(read);
      if (String(after!.values) !== String(before!.values)) return 'data-loss';
      return after!.file === before!.file ? 'additive' : 'locking';
    } catch {
      return 'data-loss';
    } finally {
      await query('ROLLBACK');
    }
  }

  it('is what it is said to be, where it is said to keep the values', async () => {
    const said = PAIRS.map(({ from, to }) => ({ from, to, ...typeChange(from, to) }));
    const keeping = said.filter(({ severity }) => severity !== 'data-loss');
    expect(said.filter(({ keepsValues }) => keepsValues)).toEqual(keeping);
    const found: typeof said = [];
    for (const pair of keeping) found.push({ ...pair, severity: await outcome(pair.from, pair.to) });
    expect(found).toEqual(keeping);
    expect(keeping).toHaveLength(107);
  });
});
