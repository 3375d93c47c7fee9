import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { DataSource, EntityMetadata, ObjectLiteral } from 'typeorm';
import { createMissingTables } from '../../../src/database-lifecycle';
import { deterministicFaker } from '../../../src/database-lifecycle/seeding/deterministic.faker';
import { columnValue } from '../../../src/database-lifecycle/seeding/factory/column.values';
import { seedingHelpers } from '../../../src/database-lifecycle/seeding/seeding.helpers';
import { withSession, type SqlSession } from '../../../src/database-lifecycle/sql/sql.session';
import type { SeedingHelpers } from '../../../src/database-lifecycle/interfaces/seeding-helpers.interface';
import { dataSourceOf, prepare } from '../../corpus/reference';
import { thirdOfCorpus } from '../../corpus/third';
import { useEmptiedDatabase } from '../../support/emptied-database';
import { connectTo } from '../../support/lifecycle-data-source';
import { Country, ENTITIES, Shop, Town, Visit } from './entities';

const ROWS = 40;

@Entity()
class Passage {
  @PrimaryGeneratedColumn() id: number;
  @Column('vector', { length: 5 }) meaning: number[];
  @Column('halfvec') gist: number[];
}

/** What no metadata says: what a check wants, and that a root is no label of its own discriminator. */
const OWN_RULES = ['check constraint', 'invalid input value for enum'];

const helpersOf = (session: SqlSession, key = 'pets'): SeedingHelpers => {
  const faker = deterministicFaker(key);
  return seedingHelpers(session, { faker: () => faker, onRows: () => undefined });
};

const tablesOf = ({ entityMetadatas }: DataSource): EntityMetadata[] =>
  entityMetadatas.filter(({ tableType }) => tableType === 'regular' || tableType === 'entity-child');

/** Something to refer to, another one for each row; nothing looks whether it is there. */
function references({ dataSource, relations, foreignKeys }: EntityMetadata, index: number): ObjectLiteral {
  const faker = deterministicFaker(`${index}`);
  const row: ObjectLiteral = {};
  const valueOf = (column: EntityMetadata['columns'][number]) =>
    columnValue(dataSource.driver.normalizeType(column), { column, faker, index, isUnique: true });
  for (const { columns, referencedColumns } of foreignKeys)
    columns.forEach((column, at) => {
      if (!column.relationMetadata && !column.isNullable) column.setEntityValue(row, valueOf(referencedColumns[at]!));
    });
  for (const relation of relations.filter(({ joinColumns }) => joinColumns.some(({ isNullable }) => !isNullable))) {
    const other: ObjectLiteral = {};
    for (const { referencedColumn } of relation.joinColumns)
      referencedColumn!.setEntityValue(other, valueOf(referencedColumn!));
    row[relation.propertyName] = other;
  }
  return row;
}

describe('factory()', () => {
  const database = useEmptiedDatabase();

  describe('makes rows that the table accepts, from the metadata alone', () => {
    it.each(thirdOfCorpus.map((set) => [set.name, set] as const))('%s', async (_name, set) => {
      await prepare(set, database.client, { schemas: false });
      const dataSource = await dataSourceOf(set, database.url).initialize();
      try {
        await createMissingTables(dataSource);
        await withSession(dataSource, async (session) => {
          await session.send('BEGIN; SET LOCAL session_replication_role = replica');
          const { factory, copy } = helpersOf(session);
          for (const metadata of tablesOf(dataSource).slice(0, 20)) {
            await session.send('SAVEPOINT entity');
            const rows = factory(metadata.target)
              .with((_faker, index) => references(metadata, index))
              .many(ROWS);
            const written = await copy(metadata.target, rows).catch(async (error: Error) => {
              await session.send('ROLLBACK TO SAVEPOINT entity');
              if (!OWN_RULES.some((rule) => error.message.includes(rule))) throw error;
              return ROWS;
            });
            expect(written).toBe(ROWS);
          }
        });
      } finally {
        await dataSource.destroy();
      }
    });
  });

  describe('a factory', () => {
    let dataSource: DataSource;
    let session: SqlSession;
    const shopsOf = (key: string) => helpersOf(session, key).factory(Shop).many(5);
    beforeAll(async () => {
      dataSource = await connectTo(database.url, ENTITIES);
      session = { runner: dataSource.createQueryRunner() } as SqlSession;
    });
    afterAll(async () => {
      await session.runner.release();
      await dataSource.destroy();
    });

    it('makes the same rows for the same key, others for another', () => {
      expect(shopsOf('a')).toEqual(shopsOf('a'));
      expect(shopsOf('a')).not.toEqual(shopsOf('b'));
    });

    it('gives what is required and leaves the rest to the database', () => {
      expect(helpersOf(session).factory(Shop).one()).toEqual({
        email: expect.stringMatching(/^[^A-Z]+-1@example\.\w+$/),
      });
    });

    it('counts on, whatever factory of the entity makes the row', async () => {
      const { factory } = helpersOf(session);
      const shops = factory(Shop).with((_faker, index) => ({ title: `${index}` }));
      const streamed = [];
      for await (const row of shops.stream(2)) streamed.push(row);
      const rows = [shops.one(), ...shops.many(2), ...factory(Shop).many(1), ...streamed];
      expect(new Set(rows.map(({ email }) => email)).size).toBe(6);
      expect(rows.map(({ title }) => title)).toEqual(['2', '3', '4', undefined, '0', '1']);
    });

    it('adds with() to with(), and one()s overrides to both, and changes none of them', () => {
      const shops = helpersOf(session).factory(Shop);
      const titled = shops.with(() => ({ title: 'a', origin: 'o' }));
      const renamed = titled.with((faker) => ({ title: faker.helpers.arrayElement(['b']) }));
      expect(renamed.one()).toMatchObject({ title: 'b', origin: 'o' });
      expect(renamed.one({ title: 'c', email: 'x' })).toEqual({ title: 'c', origin: 'o', email: 'x' });
      expect(titled.one()).toMatchObject({ title: 'a' });
      expect(shops.one()).not.toHaveProperty('title');
    });

    it('refuses a required relation that nobody gave, and takes any way of giving it', () => {
      const towns = helpersOf(session).factory(Town);
      expect(() => towns.one()).toThrow(
        /factory\(Town\) needs Town\.country, which refers to Country[^]*-> Give it: factory\(Town\)\.with/,
      );
      expect(towns.one({ country: { code: 'AT' } })).toMatchObject({ country: { code: 'AT' } });
      expect(towns.one({ country: { id: 1 } })).toMatchObject({ country: { id: 1 } });
      expect(helpersOf(session).factory(Visit).one()).toMatchObject({ number: 1, day: expect.any(String) });
    });

    // The servers of the tests have no pgvector, which the metadata need not.
    it('makes as many numbers as a vector has', async () => {
      const other = await connectTo(database.url, [Passage]);
      const runner = other.createQueryRunner();
      try {
        const rows = helpersOf({ runner } as SqlSession)
          .factory(Passage)
          .many(2);
        expect(rows.map(({ meaning, gist }) => [meaning!.length, gist!.length])).toEqual([
          [5, 3],
          [5, 3],
        ]);
        expect(rows[0]!.meaning).toEqual(expect.arrayContaining([expect.any(Number)]));
      } finally {
        await runner.release();
        await other.destroy();
      }
    });

    it('keeps to the length of a column, a unique one too', () => {
      const codes = helpersOf(session)
        .factory(Country)
        .many(300)
        .map(({ code }) => code!);
      expect(new Set(codes).size).toBe(300);
      expect(codes.filter((code) => code.length > 2)).toEqual([]);
    });
  });
});
