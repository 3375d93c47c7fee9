import type { DataSource, EntityMetadata, ObjectLiteral } from 'typeorm';
import { createMissingTables } from '../../../src/database-lifecycle';
import { rowHelpers } from '../../../src/database-lifecycle/seeding/rows/row.helpers';
import { withSession, type SqlSession } from '../../../src/database-lifecycle/sql/sql.session';
import { seededRandom } from '../../corpus/random';
import { dataSourceOf, prepare } from '../../corpus/reference';
import { thirdOfCorpus } from '../../corpus/third';
import { useEmptiedDatabase } from '../../support/emptied-database';
import { sampleRow } from './sample.values';
import { seedFrom } from '../../support/seed';

const seed = seedFrom('CORPUS_SEED');
const ROWS = 30;

const quote = ({ tablePath }: EntityMetadata): string =>
  tablePath
    .split('.')
    .map((part) => `"${part}"`)
    .join('.');

/** The table's rows as PostgreSQL writes them, in the order in which they came; then the table is empty again. */
async function takeRows({ runner }: SqlSession, metadata: EntityMetadata): Promise<string[]> {
  const rows = (await runner.query(`SELECT t::text AS row FROM ${quote(metadata)} AS t ORDER BY ctid`)) as {
    row: string;
  }[];
  await runner.query(`TRUNCATE ${quote(metadata)} RESTART IDENTITY CASCADE`);
  return rows.map(({ row }) => row);
}

/** Makes the same rows anew at each call, as an INSERT writes into them. Only those that the table's constraints accept. */
async function acceptedRows(session: SqlSession, metadata: EntityMetadata): Promise<() => ObjectLiteral[]> {
  const { runner } = session;
  const make = (): ObjectLiteral[] => {
    const random = seededRandom(`${seed} ${metadata.name}`);
    return Array.from({ length: ROWS }, () => sampleRow(runner.dataSource, metadata, random));
  };
  const accepted: boolean[] = [];
  for (const row of make()) {
    await runner.query('SAVEPOINT one');
    accepted.push(
      await runner.manager.insert(metadata.target, row).then(
        () => true,
        async () => {
          await runner.query('ROLLBACK TO SAVEPOINT one');
          return false;
        },
      ),
    );
  }
  await takeRows(session, metadata);
  return () => make().filter((_, index) => accepted[index]);
}

/** The properties of the primary key where each of the rows gives it. */
function givenKey({ primaryColumns }: EntityMetadata, rows: readonly ObjectLiteral[]): string[] {
  const isGiven = rows.every((row) => primaryColumns.every((column) => column.getEntityValue(row) != null));
  return isGiven ? primaryColumns.map(({ propertyPath }) => propertyPath) : [];
}

const tablesOf = ({ entityMetadatas }: DataSource): EntityMetadata[] =>
  entityMetadatas.filter(({ tableType }) => tableType === 'regular' || tableType === 'entity-child');

describe(`the same rows become the same text (CORPUS_SEED=${seed})`, () => {
  const database = useEmptiedDatabase();
  let upserted = 0;
  const refused: string[] = [];

  it.each(thirdOfCorpus.map((set) => [set.name, set] as const))('%s', async (_name, set) => {
    await prepare(set, database.client, { schemas: false });
    const dataSource = await dataSourceOf(set, database.url).initialize();
    try {
      await createMissingTables(dataSource);
      await withSession(dataSource, async (session) => {
        const { runner } = session;
        await runner.startTransaction();
        // Rows of one table alone are compared, so what they refer to need not be there.
        await runner.query('SET session_replication_role = replica');
        const helpers = rowHelpers(session, { onRows: () => undefined });
        for (const metadata of tablesOf(dataSource).slice(0, 20)) {
          const rows = await acceptedRows(session, metadata);
          if (rows().length === 0) refused.push(metadata.name);
          // One by one: of many rows that say nothing TypeORM inserts one.
          for (const row of rows()) await runner.manager.insert(metadata.target, row);
          const inserted = await takeRows(session, metadata);

          await helpers.copy(metadata.target, rows());
          expect({ copied: await takeRows(session, metadata) }).toEqual({ copied: inserted });

          const key = givenKey(metadata, rows());
          if (key.length === 0) continue;
          upserted += 1;
          await helpers.upsert(metadata.target, rows(), key);
          await helpers.upsert(metadata.target, rows(), key);
          expect({ upserted: await takeRows(session, metadata) }).toEqual({ upserted: inserted });
        }
      });
    } finally {
      await dataSource.destroy();
    }
  });

  it('of nearly every entity: an abstract root and a strict check may refuse all random rows', () => {
    expect(refused.length).toBeLessThan(4);
  });

  it('by upsert() too, where the rows give their key', () => {
    // Of the whole corpus more than 40 tables.
    expect(upserted).toBeGreaterThan(5);
  });
});
