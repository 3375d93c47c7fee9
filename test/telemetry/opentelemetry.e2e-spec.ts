import { setTimeout as sleep } from 'node:timers/promises';
import { trace } from '@opentelemetry/api';
import { Client } from 'pg';
import { createMissingTables } from '../../src/database-lifecycle';
import { lifecycleTarget } from '../../src/database-lifecycle/lifecycle.target';
import {
  Animal,
  AnimalsSeeder,
  CreateOwners1700000000000,
  GreetOwners1700000000001,
  Owner,
  OwnersSeeder,
} from '../cli/entities';
import { appOn, callCli } from '../cli/support';
import { Recorded } from '../operations/recorded.hooks';
import { connectTo } from '../support/lifecycle-data-source';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';
import { MemorySdk } from './memory.sdk';

const ENTITIES = [Owner, Animal];
const MIGRATIONS = [CreateOwners1700000000000, GreetOwners1700000000001];

describe('OpenTelemetry', () => {
  let database: TestDatabase;
  let sdk: MemorySdk;

  beforeEach(async () => {
    database = await createEmptyDatabase();
    sdk = new MemorySdk();
    sdk.start();
  });
  afterEach(async () => {
    await sdk.stop();
    await database.drop();
  });

  const common = (operation: string) => ({
    'db.system.name': 'postgresql',
    'db.namespace': database.name,
    'database_lifecycle.operation': operation,
  });
  const place = { 'database_lifecycle.data_source': 'default', 'database_lifecycle.environment': 'development' };
  const spansOf = (name: string) => sdk.spans.filter((span) => span.name === `database_lifecycle.${name}`);
  const valuesOf = async (metric: string) => {
    const points = await sdk.points();
    return points.filter(({ name }) => name === `database_lifecycle.${metric}`);
  };

  it('gets a span of creating with what it did, below the one that is active, and active itself meanwhile', async () => {
    const recorded = new Recorded();
    const active: unknown[] = [];
    const providers = [
      recorded.hooks({ beforeCreate: () => active.push(trace.getActiveSpan()?.spanContext().spanId) }),
    ];
    await trace.getTracer('test').startActiveSpan('outer', async (outer) => {
      await callCli(appOn(database.url, { entities: ENTITIES, providers }), ['db:init']);
      outer.end();
    });
    const [span, ...others] = spansOf('create');
    expect(others).toEqual([]);
    const { statements } = recorded.of('afterCreate') as { statements: string[] };
    expect(statements.length).toBeGreaterThan(4);
    expect(span!.attributes).toEqual({
      ...common('create'),
      ...place,
      'database_lifecycle.statements': statements.length,
      'database_lifecycle.relations.created': 3,
    });
    expect(span!.parentSpanContext?.spanId).toBe(sdk.spans.find(({ name }) => name === 'outer')!.spanContext().spanId);
    expect(active).toEqual([span!.spanContext().spanId]);
    expect(span!.status.code).toBe(0);

    const sums = [...(await valuesOf('statements')), ...(await valuesOf('relations.created'))];
    expect(sums).toEqual([
      {
        name: 'database_lifecycle.statements',
        unit: '{statement}',
        description: 'DDL and records sent',
        attributes: common('create'),
        value: statements.length,
      },
      {
        name: 'database_lifecycle.relations.created',
        unit: '{relation}',
        description: 'Tables and views created',
        attributes: common('create'),
        value: 3,
      },
    ]);
    const [duration] = await valuesOf('operation.duration');
    expect(duration).toMatchObject({
      unit: 's',
      description: 'How long an operation took, the wait for the lifecycle lock included',
      attributes: common('create'),
      value: { count: 1, buckets: { boundaries: [0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60, 300] } },
    });
    const { sum } = duration!.value as { sum: number };
    const [seconds, nanoseconds] = span!.duration;
    expect(Math.abs(sum - (seconds + nanoseconds / 1e9))).toBeLessThan(0.1);
    expect(await valuesOf('lock.wait')).toEqual([]);
  });

  it.each([
    ['traces', 1, 0],
    ['metrics', 0, 1],
  ] as const)('gets its part where it is set up for %s alone', async (only, spans, durations) => {
    await sdk.stop();
    sdk = new MemorySdk();
    sdk.start(only);
    await callCli(appOn(database.url, { entities: [Owner] }), ['db:init']);
    expect(spansOf('create')).toHaveLength(spans);
    expect(await valuesOf('operation.duration')).toHaveLength(durations);
  });

  it('gets the wait for the lock as a span below, and in seconds', async () => {
    const dataSource = await connectTo(database.url, ENTITIES);
    const holder = new Client({ connectionString: database.url });
    await holder.connect();
    try {
      await holder.query('BEGIN');
      await holder.query('SELECT pg_advisory_xact_lock($1, $2)', [...lifecycleTarget(dataSource).lockKey]);
      let waited!: () => void;
      const waiting = new Promise<void>((resolve) => (waited = resolve));
      const creating = createMissingTables(dataSource, {}, { onWait: waited });
      await waiting;
      await sleep(300);
      await holder.query('COMMIT');
      await creating;
    } finally {
      await holder.end();
      await dataSource.destroy();
    }
    const [[create], [wait]] = [spansOf('create'), spansOf('lock.wait')];
    expect(wait!.parentSpanContext?.spanId).toBe(create!.spanContext().spanId);
    const [seconds, nanoseconds] = wait!.duration;
    const waited = seconds + nanoseconds / 1e9;
    expect(waited).toBeGreaterThan(0.25);
    const [point] = await valuesOf('lock.wait');
    expect(point).toMatchObject({
      unit: 's',
      description: 'How long the lifecycle lock was waited for, of those operations that had to wait',
      attributes: common('create'),
      value: { count: 1, buckets: { boundaries: [0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60, 300] } },
    });
    expect((point!.value as { sum: number }).sum).toBeCloseTo(waited, 1);
  });

  it('gets the rows of each seeder', async () => {
    const app = appOn(database.url, { entities: ENTITIES, providers: [OwnersSeeder, AnimalsSeeder] });
    await callCli(app, ['db:init', '--seed']);
    expect(spansOf('seed').map(({ attributes }) => attributes)).toEqual(
      [['owners', 4] as const, ['animals', 1] as const].map(([seeder, count]) => ({
        ...common('seed'),
        ...place,
        'database_lifecycle.seeders': [seeder],
        'database_lifecycle.seed.rows': count,
      })),
    );
    expect(await valuesOf('seed.rows')).toEqual(
      [['owners', 4] as const, ['animals', 1] as const].map(([seeder, value]) => ({
        name: 'database_lifecycle.seed.rows',
        unit: '{row}',
        description: 'Rows that a seeder left in its tables',
        attributes: { ...common('seed'), 'database_lifecycle.seeder': seeder },
        value,
      })),
    );
  });

  it('gets the rows that are seeded within a reset, in one span below it', async () => {
    const app = appOn(database.url, { entities: ENTITIES, providers: [OwnersSeeder, AnimalsSeeder] });
    await callCli(app, ['db:init', '--force', '--seed', '--confirm', database.name]);
    const [[reset], [seed, ...others]] = [spansOf('reset'), spansOf('seed')];
    expect(others).toEqual([]);
    expect(seed!.parentSpanContext?.spanId).toBe(reset!.spanContext().spanId);
    expect(seed!.attributes).toMatchObject({
      'database_lifecycle.seeders': ['owners', 'animals'],
      'database_lifecycle.seed.rows': 5,
    });
    expect((await valuesOf('seed.rows')).map(({ value }) => value)).toEqual([4, 1]);
  });

  it('gets no rows of a reset that is not committed', async () => {
    await callCli(appOn(database.url, { entities: ENTITIES, providers: [] }), ['db:init']);
    await database.query(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'at COMMIT'; END $$;
      CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON database_lifecycle_journal DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW WHEN (NEW.name = 'animals') EXECUTE FUNCTION refuse()`);
    const app = appOn(database.url, { entities: ENTITIES, providers: [OwnersSeeder, AnimalsSeeder] });
    const reset = await callCli(app, ['db:init', '--force', '--seed', '--confirm', database.name]);
    expect(reset.stderr).toContain('at COMMIT');
    expect(spansOf('seed')).toMatchObject([{ attributes: { 'database_lifecycle.seed.rows': 5 } }]);
    expect(await valuesOf('seed.rows')).toEqual([]);
  });

  it('gets the drift by severity, zeros too, and no span of what is made in scratch databases', async () => {
    await callCli(appOn(database.url, { entities: ENTITIES }), ['db:init']);
    await database.query(`ALTER TABLE owners ADD COLUMN by_hand int; COMMENT ON TABLE animals IS 'by hand'`);
    expect((await callCli(appOn(database.url, { entities: ENTITIES }), ['db:drift'])).exitCode).toBe(3);
    const points = await valuesOf('drift.differences');
    const severities = { additive: 0, locking: 0, 'data-loss': 1, cosmetic: 1 };
    expect(points).toHaveLength(4);
    expect(points).toEqual(
      expect.arrayContaining(
        Object.entries(severities).map(([severity, value]) => ({
          name: 'database_lifecycle.drift.differences',
          unit: '{difference}',
          description: 'Differences that the last look at the drift found',
          attributes: { ...common('drift'), 'database_lifecycle.severity': severity },
          value,
        })),
      ),
    );
    expect(spansOf('drift')).toMatchObject([{ attributes: { 'database_lifecycle.drift.differences': 2 } }]);
    expect(spansOf('create')).toHaveLength(1);
  });

  it('gets migrations that run', async () => {
    const app = appOn(database.url, { entities: [Owner], providers: [], dataSource: { migrations: MIGRATIONS } });
    await callCli(app, ['migration:run']);
    expect(spansOf('migrate')).toMatchObject([{ attributes: { 'database_lifecycle.migrations': 2 } }]);
    const [unit, description] = ['{migration}', 'Migrations run, reverted or recorded as run'];
    expect(await valuesOf('migrations')).toMatchObject([
      { unit, description, attributes: common('migrate'), value: 2 },
    ]);
    // Those of nothing are not told.
    expect(await valuesOf('statements')).toEqual([]);
  });

  it('gets migrations that are recorded without running', async () => {
    const app = appOn(database.url, { entities: [Owner], providers: [], dataSource: { migrations: MIGRATIONS } });
    await callCli(app, ['db:init']);
    await callCli(app, ['migration:stamp', '--all']);
    expect(spansOf('stamp')).toMatchObject([{ attributes: { 'database_lifecycle.migrations': 2 } }]);
    expect(await valuesOf('migrations')).toMatchObject([{ attributes: common('stamp'), value: 2 }]);
  });

  it('gets a failure by its class and SQLSTATE, and nothing of a row', async () => {
    const app = appOn(database.url, { entities: [Owner], providers: [OwnersSeeder] });
    await callCli(app, ['db:init']);
    await database.query(`ALTER TABLE owners ADD CONSTRAINT no_ada CHECK (name <> 'Ada')`);
    expect((await callCli(app, ['db:seed'])).exitCode).toBe(1);
    const [span] = spansOf('seed');
    expect(span!.status).toEqual({ code: 2 });
    expect(span!.attributes).toMatchObject({ 'error.type': 'SeederError', 'db.response.status_code': '23514' });
    expect(span!.events).toEqual([]);
    const durations = await valuesOf('operation.duration');
    expect(durations.at(-1)).toMatchObject({
      attributes: { ...common('seed'), 'error.type': 'SeederError', 'db.response.status_code': '23514' },
    });
    expect(JSON.stringify([span!.attributes, await sdk.points()])).not.toContain('Ada');
  });
});
