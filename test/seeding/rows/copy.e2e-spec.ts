import { Country, Shop, Town, Visit } from './entities';
import { useSeedingSession } from './seeding.session';

const row = (n: number) => ({ email: `mail ${n}`, title: 'ok' });

async function* endingShops() {
  yield { email: 'a' };
  throw new RangeError('the file ends here');
}

describe('copy()', () => {
  const seeding = useSeedingSession();
  const emails = async () => (await seeding.rows('SELECT email FROM shop ORDER BY id')).map(({ email }) => email);

  it('applies transformers, defaults and arrays of documents, row by row', async () => {
    const count = await seeding.copy(Shop, [
      { email: 'a', fee: 1.25, facts: [{ 'k"': '\\N' }], raw: [1, { two: null }] },
      { email: 'b' },
      { email: 'c', fee: 2, title: null, raw: 'text' },
    ]);
    expect(count).toBe(3);
    expect(
      await seeding.rows('SELECT id, fee, facts::text, raw::text, origin, version, title FROM shop ORDER BY id'),
    ).toEqual([
      {
        id: 1,
        fee: 125,
        facts: '{"{\\"k\\\\\\"\\": \\"\\\\\\\\N\\"}"}',
        raw: '[1,{"two":null}]',
        origin: 'none',
        version: 1,
        title: null,
      },
      { id: 2, fee: 5, facts: '{}', raw: null, origin: 'none', version: 1, title: null },
      { id: 3, fee: 200, facts: '{}', raw: '"text"', origin: 'none', version: 1, title: null },
    ]);
  });

  it('tells what is written, and how many remain where that is known', async () => {
    await seeding.copy(Country, [{ code: 'AT' }, { code: 'CH' }]);
    await seeding.copy(Country, new Set([{ code: 'DE' }]));
    expect(seeding.progress).toEqual([
      [2, 0],
      [1, null],
    ]);
  });

  it('writes nothing of no rows, and NULL where a row says nothing', async () => {
    expect(await seeding.copy(Country, [])).toBe(0);
    await seeding.copy(Visit, [{ number: 1, day: '2024-02-29' }]);
    expect(await seeding.rows('SELECT number, day::text, shop_id FROM visit')).toEqual([
      { number: 1, day: '2024-02-29', shop_id: null },
    ]);
  });

  it('awaits a row that is a promise, as the types do not ask for but JavaScript may give', async () => {
    const rows = [{ code: 'AT' }, Promise.resolve({ code: 'CH' })] as { code: string }[];
    await seeding.copy(Country, rows);
    expect(await seeding.rows('SELECT code FROM country ORDER BY code')).toEqual([{ code: 'AT' }, { code: 'CH' }]);
  });

  it('takes rows as they come, the source reading from the same connection meanwhile', async () => {
    const { manager } = seeding.session.runner;
    const known: number[] = [];
    async function* shops() {
      for (let n = 0; n < 12_000; n += 1) {
        if (n % 5_000 === 0) known.push(await manager.count(Shop));
        yield { email: `${n}` };
      }
    }
    expect(await seeding.copy(Shop, shops())).toBe(12_000);
    expect(known).toEqual([0, 5_000, 10_000]);
    expect(seeding.progress).toEqual([
      [5_000, null],
      [5_000, null],
      [2_000, null],
    ]);
  });

  it('makes small batches of large rows', async () => {
    await seeding.copy(
      Shop,
      Array.from({ length: 6 }, (_, n) => ({ email: `${n}`, raw: 'x'.repeat(400_000) })),
    );
    expect(seeding.progress.map(([written]) => written)).toEqual([3, 3]);
  });

  it('moves a sequence beyond the numbers that rows bring themselves', async () => {
    await seeding.copy(Country, [{ id: 7, code: 'AT' }]);
    await seeding.copy(Country, [{ code: 'CH' }]);
    await seeding.copy(Country, [{ id: 3, code: 'DE' }, { code: 'FR' }]);
    expect(await seeding.rows('SELECT id, code FROM country ORDER BY code')).toEqual([
      { id: 7, code: 'AT' },
      { id: 8, code: 'CH' },
      { id: 3, code: 'DE' },
      { id: 9, code: 'FR' },
    ]);
  });

  describe('relations', () => {
    beforeEach(async () => {
      await seeding.copy(Country, [{ code: 'AT' }, { code: 'CH' }]);
      await seeding.copy(Town, [
        { name: 'Linz', country: { code: 'AT' } },
        { name: 'Bern', country: { code: 'CH' } },
        { name: 'Wien', country: { code: 'AT' } },
        { name: 'Wien', country: { code: 'CH' } },
      ]);
    });

    it('by natural keys, nested too, in one query for all rows of a batch', async () => {
      seeding.sent.length = 0;
      const towns = ['Linz', 'Wien', 'Wien', 'Linz'];
      await seeding.copy(
        Shop,
        towns.map((name, n) => ({ email: `${n}`, town: { name, country: { code: 'AT' } } })),
      );
      expect(seeding.sent.filter((sql) => sql.includes('json_populate_recordset'))).toHaveLength(2);
      expect(
        await seeding.rows('SELECT t.name, t."countryId" FROM shop s JOIN town t ON t.id = s."townId" ORDER BY s.id'),
      ).toEqual(towns.map((name) => ({ name, countryId: 1 })));
    });

    it('asks again for no key of an earlier batch', async () => {
      seeding.sent.length = 0;
      await seeding.copy(
        Shop,
        Array.from({ length: 5_000 }, (_, n) => ({ email: `${n}`, town: { name: n % 2 ? 'Linz' : 'Bern' } })),
      );
      expect(seeding.sent.filter((sql) => sql.includes('json_populate_recordset'))).toHaveLength(1);
    });

    it('by primary key, by the foreign key itself, or none', async () => {
      const [{ id }] = (await seeding.rows(`SELECT id FROM town WHERE name = 'Linz'`)) as [{ id: string }];
      await seeding.copy(Shop, [{ email: 'a', town: { id } }, { email: 'b', town: null }, { email: 'c' }]);
      await seeding.copy(Visit, [
        { number: 1, day: '2024-01-01', shopId: 1 },
        { number: 2, day: '2024-01-01', shop: { email: 'B' } },
        { number: 3, day: '2024-01-01', shop: null },
      ]);
      expect(await seeding.rows('SELECT "townId" FROM shop ORDER BY id')).toEqual([
        { townId: id },
        { townId: null },
        { townId: null },
      ]);
      expect(await seeding.rows('SELECT shop_id FROM visit ORDER BY number')).toEqual([
        { shop_id: 1 },
        { shop_id: 2 },
        { shop_id: null },
      ]);
    });

    it('to earlier rows of the same call', async () => {
      await seeding.copy(Shop, [
        { email: 'root' },
        { email: 'one', parent: { email: 'root' } },
        { email: 'two', parent: { email: 'root' } },
        { email: 'three', parent: { email: 'two' } },
      ]);
      expect(await seeding.rows('SELECT id, "parentId" FROM shop ORDER BY id')).toEqual([
        { id: 1, parentId: null },
        { id: 2, parentId: 1 },
        { id: 3, parentId: 1 },
        { id: 4, parentId: 3 },
      ]);
    });

    it('refuses a key that matches no row, and names row and key', async () => {
      const rows = [{ email: 'a' }, { email: 'b', town: { name: 'Graz', country: { code: 'AT' } } }];
      await expect(seeding.copy(Shop, rows)).rejects.toMatchObject({
        row: 'Shop, row 2 (email "b")',
        fault: expect.stringContaining('town with name "Graz", country.id "1" matches no row of public.town'),
      });
    });

    it('names the innermost key that matches no row', async () => {
      const rows = [{ email: 'a', town: { name: 'Graz', country: { code: 'XX' } } }];
      await expect(seeding.copy(Shop, rows)).rejects.toThrow(
        'Shop, row 1 (email "a"): country with code "XX" matches no row of public.country',
      );
    });

    it('refuses a key that matches several rows', async () => {
      await expect(seeding.copy(Shop, [{ email: 'a', town: { name: 'Wien' } }])).rejects.toThrow(
        'town with name "Wien" matches 2 rows of public.town',
      );
    });

    it('refuses a property that the other entity lacks, and a key that says nothing', async () => {
      await expect(seeding.copy(Shop, [{ email: 'a', town: { nmae: 'Linz' } as never }])).rejects.toThrow(
        'Shop, row 1: town names the property "nmae", which Town does not have (it has id, name, country.id)',
      );
      await expect(seeding.copy(Shop, [{ email: 'a', town: {} }])).rejects.toThrow(
        'town says nothing of the other row',
      );
    });
  });

  describe('names the row that PostgreSQL refuses', () => {
    it.each<[what: string, shop: object, fault: string]>([
      ['for a duplicate', { email: 'MAIL 2' }, 'duplicate key value violates unique constraint'],
      [
        'for a value that is too long',
        { email: 'x', title: 'far too long a title' },
        'value too long for type character varying(10)',
      ],
      ['for NULL', { email: null }, 'null value in column "email"'],
    ])('%s', async (_what, shop, fault) => {
      const rows = [...Array.from({ length: 2_500 }, (_, n) => row(n)), shop, row(7_000)];
      await expect(seeding.copy(Shop, rows)).rejects.toMatchObject({
        row: expect.stringMatching(/^Shop, row 2501\b/),
        fault: expect.stringContaining(fault),
      });
    });

    it('for a foreign key, which is checked when the batch is there', async () => {
      const visits = Array.from({ length: 10 }, (_, n) => ({
        number: n,
        day: '2024-01-01',
        shopId: n === 7 ? 99 : null,
      }));
      await expect(seeding.copy(Visit, visits)).rejects.toMatchObject({
        row: 'Visit, row 8 (number "7", day "2024-01-01")',
        fault: expect.stringContaining('violates foreign key constraint'),
        cause: { code: '23503' },
      });
    });

    it('and one that no text can be made of', async () => {
      await expect(seeding.copy(Shop, [row(1), { email: (() => 'now()') as never }])).rejects.toThrow(
        'Shop, row 2: email can not be written: an SQL expression has no place in a row; use manager.insert()',
      );
    });
  });

  it.each<[string, unknown, string]>([
    ['a chunk of a file', Buffer.from('AT\n'), 'it is a piece of bytes'],
    ['a line of one', 'AT', 'it is a string'],
    ['a record of a CSV parser', ['AT'], 'it is an array'],
    ['a row that is not there', null, 'it is null'],
    ['a header in other words', { Code: 'AT' }, 'it has Code and none of its properties'],
  ])('does not make a row of defaults of %s', async (_, given, says) => {
    const rows = [{ code: 'CH' }, given] as { code: string }[];
    const fault = `Country, row 2: ${says}; expected an object with properties of Country (it has id, code)`;
    await expect(seeding.copy(Country, rows)).rejects.toThrow(fault);
    await expect(seeding.upsert(Country, rows, 'code')).rejects.toThrow(fault);
  });

  it('lets the source throw as it is', async () => {
    await expect(seeding.copy(Shop, endingShops())).rejects.toThrow(RangeError);
    expect(await emails()).toEqual([]);
  });
});
