import { Client } from 'pg';
import { Country, Shop, Token, Town } from './entities';
import { useSeedingSession } from './seeding.session';

describe('upsert()', () => {
  const seeding = useSeedingSession();
  const shops = () =>
    seeding.rows('SELECT id, email::text, title, fee, raw::text, origin, version FROM shop ORDER BY id');
  /** Where each row stands, which transaction wrote it, and whether one has locked it. */
  const versions = () => seeding.rows('SELECT ctid, xmin, xmax, "updatedAt" FROM shop ORDER BY id');

  it('inserts what is new, updates what differs, leaves the rest', async () => {
    expect(await seeding.upsert(Country, [{ code: 'AT' }, { code: 'CH' }], 'code')).toEqual({
      inserted: 2,
      updated: 0,
      unchanged: 0,
    });
    await seeding.upsert(
      Shop,
      [
        { email: 'a', title: 'A' },
        { email: 'b', title: 'B' },
      ],
      'email',
    );
    const counts = await seeding.upsert(
      Shop,
      [{ email: 'c' }, { email: 'a', title: 'A' }, { email: 'b', title: 'new', fee: 3 }],
      'email',
    );
    expect(counts).toEqual({ inserted: 1, updated: 1, unchanged: 1 });
    expect(await shops()).toMatchObject([
      { id: 1, email: 'a', title: 'A', version: 1 },
      { id: 2, email: 'b', title: 'new', fee: 300, version: 2 },
      { id: 3, email: 'c', title: null, version: 1 },
    ]);
  });

  it('writes nothing in a second run, takes no number of a sequence, and keeps the time of the last update', async () => {
    const rows = Array.from({ length: 2_500 }, (_, n) => ({ email: `${n}`, raw: { n }, facts: [{ n }], fee: n / 4 }));
    await seeding.upsert(Shop, rows, 'email');
    await seeding.session.runner.commitTransaction();
    await seeding.session.runner.startTransaction();
    const before = await versions();
    expect(await seeding.upsert(Shop, rows, 'email')).toEqual({ inserted: 0, updated: 0, unchanged: 2_500 });
    expect(await versions()).toEqual(before);
    expect(await seeding.rows('SELECT last_value::int FROM shop_id_seq')).toEqual([{ last_value: 2_500 }]);
    await seeding.upsert(Shop, [{ email: '7', fee: 9 }], 'email');
    const after = await versions();
    expect(after.filter((row, index) => JSON.stringify(row) !== JSON.stringify(before[index]))).toHaveLength(1);
    expect(after[7]!.updatedAt).not.toEqual(before[7]!.updatedAt);
  });

  it('sees a difference that an operator does not see, or that no operator is for', async () => {
    await seeding.upsert(Shop, [{ email: 'a', raw: { n: 1 }, title: 'x' }], 'email');
    expect(await seeding.upsert(Shop, [{ email: 'a', raw: { n: 2 } }], 'email')).toMatchObject({ updated: 1 });
    expect(await seeding.upsert(Shop, [{ email: 'a', title: null }], 'email')).toMatchObject({ updated: 1 });
    expect(await shops()).toMatchObject([{ raw: '{"n":2}', title: null, version: 3 }]);
  });

  it('leaves the columns of which a row says nothing, required ones too', async () => {
    const at = (await seeding.upsert(Country, [{ code: 'AT' }], 'code'), { country: { code: 'AT' } });
    await seeding.upsert(Town, [{ name: 'Linz', ...at }], ['name', 'country']);
    const [{ id }] = (await seeding.rows('SELECT id FROM town')) as [{ id: string }];
    expect(await seeding.upsert(Town, [{ id, name: 'Lentia' }], 'id')).toMatchObject({ updated: 1 });
    expect(await seeding.rows('SELECT name, "countryId" FROM town')).toEqual([{ name: 'Lentia', countryId: 1 }]);
  });

  it('updates no column with update: false, and a version that is given as it is', async () => {
    await seeding.upsert(Shop, [{ email: 'a', origin: 'first' }], 'email');
    expect(await seeding.upsert(Shop, [{ email: 'a', origin: 'second' }], 'email')).toMatchObject({ unchanged: 1 });
    await seeding.upsert(Shop, [{ email: 'a', version: 9 }], 'email');
    expect(await shops()).toMatchObject([{ origin: 'first', version: 9 }]);
  });

  it('takes relations by natural key, as a part of its own key and to earlier rows too', async () => {
    await seeding.upsert(Country, [{ code: 'AT' }, { code: 'CH' }], 'code');
    const towns = ['AT', 'CH'].map((code) => ({ name: 'Wien', country: { code } }));
    expect(await seeding.upsert(Town, towns, ['name', 'country'])).toMatchObject({ inserted: 2 });
    expect(await seeding.upsert(Town, towns, ['name', 'country'])).toMatchObject({ unchanged: 2 });
    const tree = [{ email: 'root' }, { email: 'leaf', parent: { email: 'root' }, town: towns[1] }];
    expect(await seeding.upsert(Shop, tree, 'email')).toMatchObject({ inserted: 2 });
    expect(
      await seeding.rows('SELECT s."parentId", t."countryId" FROM shop s JOIN town t ON t.id = s."townId"'),
    ).toEqual([{ parentId: 1, countryId: 2 }]);
  });

  it('compares keys as their type does', async () => {
    await seeding.upsert(Shop, [{ email: 'Ada@x', title: 'old' }], 'email');
    expect(await seeding.upsert(Shop, [{ email: 'ada@X', title: 'new' }], 'email')).toEqual({
      inserted: 0,
      updated: 1,
      unchanged: 0,
    });
    expect(await shops()).toMatchObject([{ email: 'Ada@x', title: 'new' }]);
  });

  it('writes a key that the database numbers itself, and moves its sequence on', async () => {
    const rows = [{ id: 4, label: 'four' }];
    expect(await seeding.upsert(Token, rows, 'id')).toMatchObject({ inserted: 1 });
    expect(await seeding.upsert(Token, rows, 'id')).toMatchObject({ unchanged: 1 });
    await seeding.copy(Token, [{ label: 'five' }]);
    expect(await seeding.rows('SELECT id, label FROM token ORDER BY id')).toEqual([
      { id: 4, label: 'four' },
      { id: 5, label: 'five' },
    ]);
  });

  it('meets a row that another transaction makes at the same moment', async () => {
    const other = new Client({ connectionString: seeding.url });
    await other.connect();
    await other.query(`BEGIN; INSERT INTO shop (email, title, version) VALUES ('a', 'theirs', 1)`);
    const ours = seeding.upsert(Shop, [{ email: 'a', title: 'ours' }], 'email');
    for (let blocked = 0; blocked === 0;)
      blocked = Number((await other.query('SELECT count(*) FROM pg_locks WHERE NOT granted')).rows[0].count);
    await other.query('COMMIT');
    await ours;
    await other.end();
    expect(await shops()).toMatchObject([{ title: 'ours', version: 2 }]);
  });

  describe('refuses duplicates and names both rows', () => {
    it.each<[where: string, first: number, last: number, email: string]>([
      ['of one batch', 3, 7, 'mail 2'],
      ['of one batch, equal for the type only', 3, 7, 'MAIL 2'],
      ['of two batches', 3, 1_500, 'mail 2'],
      ['of two batches, equal for the type only', 3, 1_500, 'MAIL 2'],
    ])('%s', async (_where, first, last, email) => {
      const rows = Array.from({ length: last }, (_, n) => ({ email: n === last - 1 ? email : `mail ${n}` }));
      await expect(seeding.upsert(Shop, rows, 'email')).rejects.toMatchObject({
        row: `Shop, rows ${first} and ${last} (email "${email}")`,
        fault: 'they have the same natural key; give each key once',
      });
    });

    it('that are there already as given', async () => {
      await seeding.upsert(Shop, [{ email: 'a' }], 'email');
      await expect(
        seeding.upsert(Shop, [{ email: 'a' }, { email: 'b', title: 'x' }, { email: 'a', title: 'y' }], 'email'),
      ).rejects.toThrow('rows 1 and 3');
    });
  });

  it('refuses a row without its key', async () => {
    await expect(seeding.upsert(Shop, [{ email: 'a' }, { title: 'b' }], 'email')).rejects.toThrow(
      'Shop, row 2: it has no value for email, which is a part of its natural key',
    );
  });

  it.each<[what: string, attempt: () => Promise<unknown>, words: string]>([
    [
      'no property of the entity',
      () => seeding.upsert(Shop, [], 'mail' as never),
      'Shop has no such column (it has id, email,',
    ],
    ['no property at all', () => seeding.upsert(Shop, [], []), 'got no natural key'],
    [
      'not unique',
      () => seeding.upsert(Shop, [], 'title'),
      'no primary key, unique constraint or unique index covers just these columns (there are: (id), (email))',
    ],
    ['unique with others only', () => seeding.upsert(Town, [], 'name'), 'by (name) of public.town: no primary key'],
    [
      'unique among some rows only',
      () => seeding.upsert(Token, [], 'label'),
      'is partial, which ON CONFLICT can not use',
    ],
  ])('refuses a key that is %s', async (_what, attempt, words) => {
    await expect(attempt()).rejects.toThrow(words);
  });

  it.each<[what: string, shop: object, fault: string, code: string]>([
    ['a value that is too long', { title: 'far too long a title' }, 'value too long', '22001'],
    ['a value of no such type', { fee: 'much' }, 'invalid input syntax for type integer', '22P02'],
    ['NULL', { facts: null }, 'null value in column "facts"', '23502'],
    ['a foreign key', { parent: { id: 7_777 } }, 'violates foreign key constraint', '23503'],
  ])('names the row that PostgreSQL refuses for %s', async (_what, shop, fault, code) => {
    const rows = Array.from({ length: 1_800 }, (_, n) => ({ email: `${n}`, ...(n === 1_400 ? shop : {}) }));
    await expect(seeding.upsert(Shop, rows, 'email')).rejects.toMatchObject({
      row: 'Shop, row 1401 (email "1400")',
      fault: expect.stringContaining(fault),
      cause: { driverError: { code } },
    });
  });
});
