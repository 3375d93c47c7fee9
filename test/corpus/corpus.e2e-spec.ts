import { Client } from 'pg';
import { createMissingTables, planMissingTables, type LifecyclePlan } from '../../src/database-lifecycle';
import type { RawPresence } from '../../src/database-lifecycle/inspect/presence.inspector';
import { lifecycleTarget } from '../../src/database-lifecycle/lifecycle.target';
import { planFromZero } from '../../src/database-lifecycle/migrations/entity.key';
import { catalogOf } from '../support/catalog';
import { emptyDatabase } from '../support/catalog-reset';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';
import { tapWire, type Wire } from '../support/wire';
import { corpus } from '.';
import type { EntitySet } from './entity-set';
import { KINDS } from './kinds';
import { CATALOG, dataSourceOf, prepare, synchronizeReference } from './reference';
import { expectedText, sentText, withViewsSorted } from './statements';

/** TypeORM's order of dependent views is not a total one, so there the order may differ. */
const ordersViews = ({ kinds }: EntitySet): boolean => kinds.some((kind) => /^(chain|diamond) of views$/.test(kind));

/** TypeORM installs pgcrypto for `gen_random_uuid()`, which is in PostgreSQL's core since 13. */
const neededExtension = (line: string): boolean => !line.startsWith('extension pgcrypto ');

const BOUND = 'SET LOCAL lock_timeout = \\d+';
/** One statement that reads, or that begins and ends a transaction that can only read and waits for no lock for ever. */
const READS = new RegExp(
  `^\\s*((WITH|SELECT)\\b[^;]*|BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY\\n;\\n${BOUND}|ROLLBACK)$`,
);
const NOTHING_TO_DO = new RegExp(`^${BOUND}\\n;\\nSELECT\\b[^;]*$`);

const statementsOf = ({ batches }: LifecyclePlan): string[] =>
  batches.flatMap(({ statements }) => statements.map(({ sql }) => sql));

describe('the corpus', () => {
  it('holds at least sixty sets, each with a name of its own', () => {
    expect(new Set(corpus.map(({ name }) => name)).size).toBe(corpus.length);
    expect(corpus.length).toBeGreaterThanOrEqual(60);
  });

  it('holds every kind', () => {
    const covered = new Set(corpus.flatMap(({ kinds }) => kinds));
    expect(KINDS.filter((kind) => !covered.has(kind))).toEqual([]);
  });
});

describe('createMissingTables() beside synchronize()', () => {
  let reference: TestDatabase;
  let database: TestDatabase;
  let clients: [Client, Client];
  let wire: Wire;

  /** The SQL that the code under test sends while `work` runs. */
  async function sentDuring(work: () => Promise<unknown>): Promise<string[]> {
    const before = wire.sql().length;
    await work();
    return wire.sql().slice(before);
  }

  beforeAll(async () => {
    [reference, database] = await Promise.all([createEmptyDatabase(), createEmptyDatabase()]);
    clients = [new Client({ connectionString: reference.url }), new Client({ connectionString: database.url })];
    await Promise.all(clients.map((client) => client.connect()));
    wire = await tapWire(database.url);
  });

  afterEach(() => Promise.all(clients.map(emptyDatabase)));

  afterAll(async () => {
    await Promise.all([wire.close(), ...clients.map((client) => client.end())]);
    await Promise.all([reference.drop(), database.drop()]);
  });

  it.each(corpus.map((set) => [set.name, set] as const))('%s', async (_name, set) => {
    await prepare(set, clients[0], { schemas: true });
    await prepare(set, clients[1], { schemas: false });
    const dataSource = await dataSourceOf(set, wire.url).initialize();
    try {
      const synchronized = await synchronizeReference(set, reference.url);
      let plan: LifecyclePlan | undefined;
      const looking = await sentDuring(async () => {
        plan = await planMissingTables(dataSource);
      });
      expect(looking.filter((message) => !READS.test(message))).toEqual([]);
      const { created, statements } = await createMissingTables(dataSource);
      expect(created.length).toBeGreaterThan(0);
      expect(statements).toEqual(statementsOf(plan!));

      const [expected, made] = await Promise.all(clients.map((client) => catalogOf(client, CATALOG)));
      expect(made).toEqual(expected!.filter(neededExtension));

      const inOrder = ordersViews(set) ? withViewsSorted : (texts: string[]): string[] => texts;
      const expectedSql = expectedText(synchronized, reference.name, database.name);
      // What a table refers to that no entity makes is not there from zero; such a key is a statement of its own anyway.
      const zero = await planFromZero(lifecycleTarget(dataSource));
      const apart = zero.problems.length > 0 ? statements : statementsOf(zero);
      expect(inOrder(sentText(apart)).join('; ')).toBe(inOrder(expectedSql).join('; '));

      let again: readonly string[] = created;
      const messages = await sentDuring(async () => {
        again = (await createMissingTables(dataSource)).created;
      });
      expect(again).toEqual([]);
      expect(messages).toEqual([expect.stringMatching(NOTHING_TO_DO)]);
      // What is as expected is not told: else each start of a large app would wait for all of its columns.
      const answers = (await clients[1].query(messages[0]!)) as unknown as { rows: { presence: RawPresence }[] }[];
      expect(answers.at(-1)!.rows[0]!.presence.findings).toBeNull();
    } finally {
      await dataSource.destroy();
    }
  });
});
