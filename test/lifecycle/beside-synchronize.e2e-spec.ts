import { DataSource, EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';
import { createMissingTables } from '../../src/database-lifecycle';
import { lifecycleOptions } from '../support/lifecycle-data-source';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';

type Columns = Record<string, EntitySchemaColumnOptions>;
const KEY: Columns = { id: { type: 'int', primary: true } };
const notes = (columns: Columns): EntitySchema =>
  new EntitySchema({ name: 'Note', tableName: 'notes', columns: { ...KEY, ...columns } });

const BEFORE = notes({ title: { type: 'varchar', length: 50, nullable: true }, size: { type: 'int', nullable: true } });

/** What a developer does to an entity, and what `synchronize` does to the rows; the README's table says the same. */
const EDITS: [string, EntitySchema, string, unknown, unknown][] = [
  [
    'lengthens a column',
    notes({ title: { type: 'varchar', length: 80, nullable: true }, size: { type: 'int', nullable: true } }),
    'SELECT title FROM notes',
    [{ title: null }],
    [{ title: 'kept?' }],
  ],
  [
    'changes a column from int to bigint',
    notes({ title: { type: 'varchar', length: 50, nullable: true }, size: { type: 'bigint', nullable: true } }),
    'SELECT size::int FROM notes',
    [{ size: null }],
    [{ size: 7 }],
  ],
  [
    'removes a property',
    notes({ title: { type: 'varchar', length: 50, nullable: true } }),
    `SELECT count(*)::int AS columns FROM information_schema.columns WHERE table_name = 'notes' AND column_name = 'size'`,
    [{ columns: 0 }],
    [{ columns: 1 }],
  ],
  [
    'leaves the entity as it is',
    BEFORE,
    `SELECT count(*)::int AS indexes FROM pg_indexes WHERE indexname = 'made_by_hand'`,
    [{ indexes: 0 }],
    [{ indexes: 1 }],
  ],
];

describe('beside synchronize()', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createEmptyDatabase();
    await connected([BEFORE], createMissingTables);
    await database.query(`INSERT INTO notes VALUES (1, 'kept?', 7); CREATE INDEX made_by_hand ON notes (size)`);
  });

  afterEach(() => database.drop());

  async function connected(
    entities: EntitySchema[],
    work: (dataSource: DataSource) => Promise<unknown>,
  ): Promise<void> {
    const dataSource = await new DataSource(lifecycleOptions(database.url, entities)).initialize();
    await work(dataSource).finally(() => dataSource.destroy());
  }

  it.each(EDITS)('when somebody %s, synchronize() loses something', async (_, edited, look, lost) => {
    await connected([edited], (dataSource) => dataSource.synchronize());
    expect(await database.query(look)).toEqual(lost);
  });

  it.each(EDITS)('when somebody %s, createMissingTables() touches nothing', async (_, edited, look, __, kept) => {
    await connected([edited], createMissingTables);
    expect(await database.query(look)).toEqual(kept);
  });
});
