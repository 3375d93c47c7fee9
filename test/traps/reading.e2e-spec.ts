import { DataSource } from 'typeorm';
import { createMissingTables, planMissingTables } from '../../src/database-lifecycle';
import { tapWire, type Wire } from '../support/wire';
import { entity, references, useTrapDatabase } from './support/trap-database';

describe('reading must not write', () => {
  const trap = useTrapDatabase();
  const owners = entity('owners', { key: { type: 'uuid', generated: 'uuid' }, name: { type: 'citext' } });
  const pets = entity('pets', { ownerId: references(owners), kind: { type: 'enum', enum: ['cat', 'dog'] } });
  let wire: Wire;

  beforeEach(async () => {
    wire = await tapWire(trap.url);
  });
  afterEach(() => wire.close());

  /** What one operation sends: the SQL of each message, cut into its statements. */
  async function sentBy(work: () => Promise<unknown>): Promise<string[][]> {
    const from = wire.messages.length;
    await work();
    return wire.messages.slice(from).flatMap(({ sql }) => (sql === undefined ? [] : [sql.split('\n;\n')]));
  }

  const readers =
    /^(SELECT\b|BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY$|SET LOCAL lock_timeout = \d+$|ROLLBACK$)/;

  it('initialize() with installExtensions: false writes nothing, and so does what it asks', async () => {
    const before = await trap.catalog();
    const dataSource = new DataSource({
      type: 'postgres',
      url: wire.url,
      entities: [owners, pets],
      installExtensions: false,
    });
    const sent = await sentBy(() => dataSource.initialize());
    await dataSource.destroy();
    expect(sent.flat().filter((sql) => !/^(SELECT|SHOW)\b/.test(sql.trim()))).toEqual([]);
    expect(await trap.catalog()).toEqual(before);
  });

  it.each([
    ['with everything missing', ''],
    ['with a part missing', 'CREATE TABLE owners (id integer PRIMARY KEY)'],
    ['with a problem', 'CREATE VIEW owners AS SELECT 1'],
  ])('planMissingTables() %s sends nothing but SELECT in a read-only transaction', async (_state, sql) => {
    await trap.query(sql);
    const before = await trap.catalog();
    const dataSource = await trap.connect([owners, pets], { url: wire.url });
    const sent = await sentBy(() => planMissingTables(dataSource));
    expect(sent.flat().length).toBeGreaterThanOrEqual(4);
    expect(sent.flat().filter((statement) => !readers.test(statement.trim()))).toEqual([]);
    expect(await trap.catalog()).toEqual(before);
  });

  it('createMissingTables() with nothing missing is one round trip of one SELECT that waits within bounds, without a lock and without a write', async () => {
    const dataSource = await trap.connect([owners, pets], { url: wire.url });
    await createMissingTables(dataSource);
    const before = await trap.catalog();
    const [rounds] = [wire.roundTrips()];
    const sent = await sentBy(() => createMissingTables(dataSource));
    expect(wire.roundTrips() - rounds).toBe(1);
    expect(sent).toEqual([['SET LOCAL lock_timeout = 5000', expect.stringMatching(/^SELECT json_build_object/)]]);
    expect(sent[0]![1]).not.toMatch(/;|lock|\b(insert|update|delete|create|nextval)\b\s+(?!'|\|)/i);
    expect(await trap.catalog()).toEqual(before);
  });

  it('that SELECT runs in a session that may not write', async () => {
    await createMissingTables(await trap.connect([owners, pets]));
    await trap.query(`ALTER DATABASE ${trap.name} SET default_transaction_read_only = on`);
    const dataSource = await trap.connect([owners, pets]);
    expect(await createMissingTables(dataSource)).toMatchObject({ created: [], existing: 2 });
  });

  it('every SELECT of the plan waits for nobody, be all tables locked', async () => {
    await trap.query('CREATE TABLE owners (id integer PRIMARY KEY, key uuid, name text)');
    const dataSource = await trap.connect([owners, pets]);
    await trap.session(trap.url, async (client) => {
      await client.query('BEGIN; LOCK TABLE owners IN ACCESS EXCLUSIVE MODE');
      const { batches } = await planMissingTables(dataSource);
      expect(batches).toHaveLength(1);
      await client.query('ROLLBACK');
    });
  });
});
