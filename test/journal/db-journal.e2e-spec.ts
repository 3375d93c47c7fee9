import { hostname } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { lifecycleLockKey } from '../../src/database-lifecycle/apply/lifecycle.lock';
import type { JournalRecord } from '../../src/database-lifecycle/interfaces/journal.interface';
import { CreateOwners1700000000000, Owner } from '../cli/entities';
import { appOn, callCli, json, type TestModuleOptions } from '../cli/support';
import { createEmptyDatabase, onServer, type TestDatabase } from '../support/test-database';

const anyNumber = expect.any(Number) as number;
const SHA_256 = expect.stringMatching(/^[0-9a-f]{64}$/) as string;

/** The shape of a journal that was made before entries had details. */
const OLD_JOURNAL = `CREATE TABLE database_lifecycle_journal (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT clock_timestamp(), event text NOT NULL, name text NOT NULL, environment text NOT NULL,
  role text NOT NULL DEFAULT session_user)`;

describe('db:journal', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createEmptyDatabase();
  });
  afterEach(() => database.drop());

  const run = (argv: string[], options: TestModuleOptions = {}) =>
    callCli(appOn(database.url, { ...options, lifecycle: { applicationVersion: '1.2.3' } }), argv);
  const entries = async (): Promise<JournalRecord[]> =>
    json<{ entries: JournalRecord[] }>(await run(['db:journal', '--json', '--last', '100'])).entries;

  it('lists each create, seed and reset with plan hash, version, host, duration and result', async () => {
    await run(['db:init', '--seed']);
    await run(['db:init', '--force', '--confirm', database.name]);
    const by = { environment: 'development', role: 'postgres' };
    const details = { result: 'done', host: hostname(), application: '1.2.3' };
    const written = await entries();
    expect(written.map(({ event, name }) => `${event} ${name}`)).toEqual([
      'environment development',
      ...['typeorm_metadata', 'owners', 'animals', 'animal_names', 'animal_count'].map(
        (name) => `create public.${name}`,
      ),
      'seed owners',
      'seed animals',
      ...['owners', 'animals', 'animal_names', 'animal_count'].map((name) => `create public.${name}`),
      `reset ${database.name}`,
    ]);
    for (const entry of written) expect(entry).toMatchObject({ ...by, details });
    expect(written[1]!.details).toMatchObject({ plan: SHA_256, durationMs: anyNumber });
    expect(new Set(written.slice(1, 6).map((entry) => entry.details.plan)).size).toBe(1);
    expect(written[6]!.details).toMatchObject({ rows: 4, durationMs: anyNumber });
    expect(written.at(-1)!.details).toMatchObject({
      plan: SHA_256,
      durationMs: anyNumber,
      trash: expect.stringMatching(/^trash_\d{8}_\d{6}$/) as string,
    });
  });

  it('measures the creation and not the wait for the lock', async () => {
    await database.query(`CREATE FUNCTION slow() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.3); END';
      CREATE EVENT TRIGGER slow ON ddl_command_end WHEN TAG IN ('CREATE MATERIALIZED VIEW') EXECUTE FUNCTION slow()`);
    const [first, second] = lifecycleLockKey('public', 'migrations');
    await onServer(database.url, async (client) => {
      await client.query(`SELECT pg_advisory_lock(${first}, ${second})`);
      const running = run(['db:init']);
      await setTimeout(2_000);
      await client.query(`SELECT pg_advisory_unlock(${first}, ${second})`);
      expect((await running).stdout).toContain('⏳ Another process is at work');
    });
    const { durationMs } = (await entries()).at(-1)!.details;
    expect(durationMs).toBeGreaterThanOrEqual(300);
    expect(durationMs).toBeLessThan(1_900);
  });

  it('shows a line an entry, the last twenty or as many as asked for', async () => {
    await run(['migration:run'], { entities: [Owner], dataSource: { migrations: [CreateOwners1700000000000] } });
    const { stdout, exitCode } = await run(['db:journal', '--last', '1']);
    expect(stdout).toMatch(
      /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d migrate CreateOwners1700000000000: \d+ ms, in development, by postgres on \S+, version 1\.2\.3\n$/,
    );
    expect(exitCode).toBe(0);
    expect((await run(['db:journal', '--last', '0'])).exitCode).toBe(2);
  });

  it('a journal from before there were details does not break a start, a seeding or a reset, and is listed', async () => {
    await database.query(
      `${OLD_JOURNAL}; INSERT INTO database_lifecycle_journal (event, name, environment) VALUES ('create', 'public.x', 'development')`,
    );
    expect((await run(['db:init', '--seed'])).exitCode).toBe(0);
    expect((await run(['db:init', '--force', '--seed', '--confirm', database.name])).exitCode).toBe(0);
    const written = await entries();
    expect(written.map(({ event }) => event).slice(0, 3)).toEqual(['create', 'environment', 'create']);
    expect(written.every(({ details }) => Object.keys(details).length === 0)).toBe(true);
    expect((await run(['db:journal'])).stdout).toContain(`reset ${database.name}: in development, by postgres\n`);
  });
});
