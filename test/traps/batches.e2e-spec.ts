import { DataSource } from 'typeorm';
import { createMissingTables, planMissingTables } from '../../src/database-lifecycle';
import { onServer } from '../support/test-database';
import { startOwnServer, type OwnServer } from './support/own-server';
import { entity, references } from './support/trap-database';

/** Several times what one transaction may lock on the server below. */
const TABLES = 200;

/** A chain: each table refers to the one before it, so the batches must follow the references; two in a circle. */
const chain = Array.from({ length: TABLES }, (_, index) =>
  entity(`t${index}`, {
    before: index === 0 ? { type: 'integer' } : references(entity(`t${index - 1}`)),
    name: { type: 'text', unique: true },
    ...(index === 0 ? {} : { other: references(entity(index === 7 ? 't8' : 't0')) }),
  }),
);

describe("a plan too large for the server's lock table", () => {
  let server: OwnServer;
  let url: string;
  const dataSources: DataSource[] = [];

  const sql = <Row extends object>(text: string): Promise<Row[]> =>
    onServer(url, async (client) => (await client.query<never>(text)).rows as Row[]);
  const connect = async (): Promise<DataSource> => {
    // In reverse, so that TypeORM's order does not happen to be the right one.
    const dataSource = new DataSource({
      type: 'postgres',
      url,
      entities: chain.toReversed(),
      installExtensions: false,
    });
    dataSources.push(dataSource);
    return dataSource.initialize();
  };
  const count = async (): Promise<number> =>
    (
      await sql<{ n: number }>(`SELECT count(*)::int AS n FROM pg_class WHERE relkind = 'r' AND relname ~ '^t[0-9]'`)
    )[0]!.n;

  beforeAll(async () => {
    server = await startOwnServer({ max_locks_per_transaction: '10', max_connections: '20' });
    url = server.url;
  });
  beforeEach(async () => {
    await onServer(server.url, (client) => client.query('DROP DATABASE IF EXISTS large WITH (FORCE)'));
    await onServer(server.url, (client) => client.query('CREATE DATABASE large'));
    url = server.url.replace(/\/postgres$/, '/large');
  });
  afterEach(async () => {
    for (const dataSource of dataSources.splice(0)) await dataSource.destroy();
  });
  afterAll(() => server?.remove());

  it('goes in ordered batches, each within the budget, until all is there', async () => {
    const dataSource = await connect();
    const { batches } = await planMissingTables(dataSource);
    expect(batches.length).toBeGreaterThanOrEqual(3);
    const positions = new Map(batches.flatMap(({ creates }, index) => creates.map((path) => [path, index] as const)));
    expect(positions.get('public.t7')).toBe(positions.get('public.t8'));
    for (let index = 9; index < TABLES; index += 1) {
      expect(positions.get(`public.t${index - 1}`)).toBeLessThanOrEqual(positions.get(`public.t${index}`)!);
    }
    const { created, existing } = await createMissingTables(dataSource);
    expect(created).toHaveLength(TABLES);
    expect(existing).toBe(0);
    expect(await count()).toBe(TABLES);
    expect(await sql(`SELECT FROM pg_constraint WHERE contype = 'f'`)).toHaveLength(2 * TABLES - 2);
    expect(await createMissingTables(dataSource)).toMatchObject({ created: [], existing: TABLES });
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  it('interrupted between two batches, the next run completes it', async () => {
    await sql(`CREATE FUNCTION stop() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
        IF (SELECT count(*) FROM pg_class WHERE relname ~ '^t[0-9]+$') > ${TABLES / 2} THEN RAISE EXCEPTION 'power cut'; END IF; END $$;
      CREATE EVENT TRIGGER stop ON ddl_command_end EXECUTE FUNCTION stop()`);
    const dataSource = await connect();
    const { message } = (await createMissingTables(dataSource).catch((error: Error) => error)) as Error;
    expect(message).toContain('power cut');
    const done = await count();
    expect(message).toContain(`stays (${done} tables); starting again goes on`);
    expect(done).toBeGreaterThan(0);
    expect(done).toBeLessThanOrEqual(TABLES / 2);
    // Whole tables only: each has its foreign keys.
    expect(await sql(`SELECT FROM pg_constraint WHERE contype = 'f'`)).toHaveLength(2 * done - 2);

    await sql('DROP EVENT TRIGGER stop');
    const { created, existing, warnings } = await createMissingTables(dataSource);
    expect([created.length, existing]).toEqual([TABLES - done, done]);
    expect(warnings).toEqual([]);
    expect(await sql(`SELECT FROM pg_constraint WHERE contype = 'f'`)).toHaveLength(2 * TABLES - 2);
  });
});
