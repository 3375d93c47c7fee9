import { migration } from '../migrations/support/migration.factory';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';
import { deploy, locksOf, rehearse, rulesOf, statementsOf, tablesOf } from './support';

interface Expected {
  readonly locks: string;
  readonly rewrites?: string;
  readonly scans?: string;
  readonly rules?: readonly string[];
}

/** What PostgreSQL 15 and 18 do, seen and not assumed. */
const IN_TRANSACTION: readonly (readonly [sql: string, expected: Expected])[] = [
  ['ALTER TABLE orders ADD COLUMN extra int', { locks: 'ACCESS EXCLUSIVE orders' }],
  ['ALTER TABLE orders ADD COLUMN extra int NOT NULL DEFAULT 5', { locks: 'ACCESS EXCLUSIVE orders' }],
  [
    'ALTER TABLE orders ADD COLUMN extra int NOT NULL, ADD COLUMN more int DEFAULT 1',
    { locks: 'ACCESS EXCLUSIVE orders', scans: 'orders', rules: ['required-column'] },
  ],
  [
    'ALTER TABLE orders ADD COLUMN extra uuid DEFAULT gen_random_uuid()',
    { locks: 'ACCESS EXCLUSIVE orders', rewrites: 'orders', scans: 'orders', rules: ['volatile-default'] },
  ],
  [
    'ALTER TABLE orders ADD COLUMN extra serial',
    { locks: 'ACCESS EXCLUSIVE orders', rewrites: 'orders', scans: 'orders', rules: ['volatile-default'] },
  ],
  [
    'ALTER TABLE orders ADD COLUMN twice int GENERATED ALWAYS AS (total * 2) STORED',
    { locks: 'ACCESS EXCLUSIVE orders', rewrites: 'orders', scans: 'orders', rules: ['generated-column'] },
  ],
  [
    'ALTER TABLE orders ALTER COLUMN total TYPE bigint',
    { locks: 'ACCESS EXCLUSIVE orders', rewrites: 'orders', scans: 'orders', rules: ['type-change'] },
  ],
  ['ALTER TABLE orders ALTER COLUMN code TYPE varchar(80)', { locks: 'ACCESS EXCLUSIVE orders' }],
  [
    'ALTER TABLE orders ALTER code SET DATA TYPE varchar(10)',
    { locks: 'ACCESS EXCLUSIVE orders', rewrites: 'orders', scans: 'orders', rules: ['type-change'] },
  ],
  [
    'ALTER TABLE orders ALTER COLUMN note SET NOT NULL',
    { locks: 'ACCESS EXCLUSIVE orders', scans: 'orders', rules: ['not-null'] },
  ],
  [
    'ALTER TABLE "orders" ADD CONSTRAINT "positive" CHECK (total > 0)',
    { locks: 'ACCESS EXCLUSIVE orders', scans: 'orders', rules: ['check'] },
  ],
  ['ALTER TABLE orders ADD CONSTRAINT positive CHECK (total > 0) NOT VALID', { locks: 'ACCESS EXCLUSIVE orders' }],
  [
    'ALTER TABLE orders ADD CONSTRAINT of FOREIGN KEY (customer) REFERENCES customers (id)',
    {
      locks: 'SHARE ROW EXCLUSIVE customers, SHARE ROW EXCLUSIVE orders',
      scans: 'orders',
      rules: ['foreign-key'],
    },
  ],
  [
    'ALTER TABLE orders ADD CONSTRAINT of FOREIGN KEY (customer) REFERENCES customers (id) NOT VALID',
    { locks: 'SHARE ROW EXCLUSIVE customers, SHARE ROW EXCLUSIVE orders' },
  ],
  ['CREATE INDEX ON orders (total)', { locks: 'SHARE orders', scans: 'orders', rules: ['index'] }],
  [
    'ALTER TABLE orders ADD CONSTRAINT coded UNIQUE (code)',
    { locks: 'ACCESS EXCLUSIVE orders', scans: 'orders', rules: ['unique'] },
  ],
  [
    'ALTER TABLE orders ADD CONSTRAINT apart EXCLUDE USING btree (code WITH =)',
    { locks: 'ACCESS EXCLUSIVE orders', scans: 'orders', rules: ['exclusion'] },
  ],
  ['DROP INDEX orders_note', { locks: 'ACCESS EXCLUSIVE orders', rules: ['drop-index'] }],
  ['ALTER INDEX orders_note RENAME TO orders_by_note', { locks: 'SHARE UPDATE EXCLUSIVE orders' }],
  ['LOCK TABLE orders', { locks: 'ACCESS EXCLUSIVE orders', rules: ['lock-table'] }],
  ['ALTER TABLE orders RENAME COLUMN note TO remark', { locks: 'ACCESS EXCLUSIVE orders', rules: ['rename-column'] }],
  ['ALTER TABLE orders RENAME note TO remark', { locks: 'ACCESS EXCLUSIVE orders', rules: ['rename-column'] }],
  ['ALTER TABLE orders RENAME TO purchases', { locks: 'ACCESS EXCLUSIVE orders', rules: ['rename-table'] }],
  ['ALTER TABLE orders RENAME CONSTRAINT orders_pkey TO orders_key', { locks: 'ACCESS EXCLUSIVE orders' }],
  ['ALTER TABLE orders DROP COLUMN total', { locks: 'ACCESS EXCLUSIVE orders', rules: ['drop-column'] }],
  ['DROP TABLE customers', { locks: 'ACCESS EXCLUSIVE customers', rules: ['drop-table'] }],
  ['DROP VIEW order_notes', { locks: 'ACCESS EXCLUSIVE order_notes', rules: ['drop-table'] }],
  [`ALTER TYPE mood ADD VALUE 'fair'`, { locks: '' }],
  [`ALTER TYPE mood RENAME VALUE 'bad' TO 'poor'`, { locks: '', rules: ['rename-label'] }],
  [
    'REFRESH MATERIALIZED VIEW notes',
    {
      locks: 'ACCESS EXCLUSIVE notes, ACCESS SHARE orders',
      rewrites: 'notes',
      scans: 'notes, orders',
      rules: ['materialized-view'],
    },
  ],
  [
    'REFRESH MATERIALIZED VIEW CONCURRENTLY notes',
    { locks: 'ACCESS SHARE orders, EXCLUSIVE notes', scans: 'notes, orders' },
  ],
  ['TRUNCATE orders', { locks: 'ACCESS EXCLUSIVE orders', rewrites: 'orders', scans: 'orders' }],
  [
    'ALTER TABLE orders SET UNLOGGED',
    { locks: 'ACCESS EXCLUSIVE orders', rewrites: 'orders', scans: 'orders', rules: ['storage'] },
  ],
  [
    'ALTER TABLE parts ATTACH PARTITION lone FOR VALUES IN (1)',
    { locks: 'ACCESS EXCLUSIVE lone, SHARE UPDATE EXCLUSIVE parts', scans: 'lone', rules: ['attach-partition'] },
  ],
  [
    'CREATE TRIGGER same BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()',
    { locks: 'SHARE ROW EXCLUSIVE orders' },
  ],
  [`COMMENT ON TABLE orders IS 'all of them'`, { locks: 'SHARE UPDATE EXCLUSIVE orders' }],
  ['UPDATE orders SET total = 1', { locks: 'ROW EXCLUSIVE orders', scans: 'orders', rules: ['batches'] }],
  [`INSERT INTO customers VALUES (1, 'Ada')`, { locks: 'ROW EXCLUSIVE customers' }],
  [
    'INSERT INTO customers (id) SELECT id FROM orders',
    { locks: 'ACCESS SHARE orders, ROW EXCLUSIVE customers', scans: 'orders', rules: ['batches'] },
  ],
  [
    'CREATE TABLE lines (id int PRIMARY KEY, "order" int REFERENCES orders (id))',
    { locks: 'SHARE ROW EXCLUSIVE orders' },
  ],
];

/** In a transaction PostgreSQL refuses them; the locks are the documented ones. */
const OUTSIDE: typeof IN_TRANSACTION = [
  ['CREATE INDEX CONCURRENTLY ON orders (total)', { locks: 'SHARE UPDATE EXCLUSIVE orders', scans: 'orders' }],
  ['DROP INDEX CONCURRENTLY orders_note', { locks: 'SHARE UPDATE EXCLUSIVE orders' }],
  ['REINDEX TABLE CONCURRENTLY orders', { locks: 'SHARE UPDATE EXCLUSIVE orders', scans: 'orders' }],
  ['REINDEX INDEX orders_note', { locks: 'ACCESS EXCLUSIVE orders', scans: 'orders', rules: ['reindex'] }],
  ['VACUUM orders', { locks: 'SHARE UPDATE EXCLUSIVE orders' }],
  [
    'VACUUM FULL orders',
    { locks: 'ACCESS EXCLUSIVE orders', rewrites: 'orders', scans: 'orders', rules: ['vacuum-full'] },
  ],
  [
    'CLUSTER orders USING orders_note',
    { locks: 'ACCESS EXCLUSIVE orders', rewrites: 'orders', scans: 'orders', rules: ['vacuum-full'] },
  ],
];

const complete = (expected: Expected): Expected => ({ rewrites: '', scans: '', rules: [], ...expected });

describe('what a statement takes', () => {
  let database: TestDatabase;
  const seen = async (sql: string, transaction?: boolean) => {
    const rehearsal = await rehearse(database.url, [migration(2, [sql], [], transaction)]);
    expect(rehearsal.failure).toBeNull();
    const [statement] = statementsOf(rehearsal);
    expect(statement!.sql).toBe(sql);
    // Whatever is found comes with a way round.
    expect(statement!.findings.filter(({ rewrites }) => rewrites.length === 0)).toEqual([]);
    return statement!;
  };
  const told = (statement: Awaited<ReturnType<typeof seen>>): Expected => ({
    locks: locksOf(statement),
    rewrites: tablesOf(statement.rewrites),
    scans: tablesOf(statement.scans),
    rules: rulesOf(statement),
  });

  beforeAll(async () => {
    database = await createEmptyDatabase();
    await deploy(database.url);
  });
  afterAll(() => database.drop());

  it.each(IN_TRANSACTION)('%s', async (sql, expected) => {
    const inside = await seen(sql);
    expect(told(inside)).toEqual(complete(expected));
    expect(inside).toMatchObject({ transaction: 1, lockSource: 'observed' });
  });

  /** Those that do most: the transaction that each gets for the look is the same for all. */
  it.each(IN_TRANSACTION.filter(([, { rewrites }]) => rewrites))(
    '%s, where each statement commits by itself',
    async (sql, expected) => {
      const alone = await seen(sql, false);
      expect(told(alone)).toEqual(complete(expected));
      expect(alone).toMatchObject({ transaction: null, lockSource: 'observed' });
    },
  );

  it('changes rows by a function, which a SELECT calls', async () => {
    const backfill = `CREATE FUNCTION backfill() RETURNS void LANGUAGE plpgsql AS 'BEGIN UPDATE orders SET total = 1; END'`;
    const sent = [backfill, 'SELECT backfill()', `INSERT INTO customers VALUES (1, 'Ada'); SELECT 1`];
    const [, called, beside] = statementsOf(await rehearse(database.url, [migration(2, sent)]));
    expect(told(called!)).toEqual(complete({ locks: 'ROW EXCLUSIVE orders', scans: 'orders', rules: ['batches'] }));
    expect(rulesOf(beside!)).toEqual([]);
  });

  it.each(OUTSIDE)('%s', async (sql, expected) => {
    const alone = await seen(sql, false);
    expect(told(alone)).toEqual(complete(expected));
    expect(alone).toMatchObject({ transaction: null, lockSource: 'documented' });
  });
});
