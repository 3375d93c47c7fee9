import { splitStatements } from '../../src/database-lifecycle/sql/sql.tokenizer';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';
import { tapWire } from '../support/wire';
import { Owner } from './entities';
import { appOn, callCli, json, type TestModuleOptions } from './support';

/** The SQL of a dry run, without the comments. */
const sqlOf = (stdout: string) =>
  stdout
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('--'))
    .map((line) => line.replace(/;$/, ''));

/** A trash is named after the second in which it is made. */
const anyTime = (statements: string[]): string[] =>
  statements.map((sql) => sql.replaceAll(/trash_\d{8}_\d{6}/g, 'trash').replace(/"at":"[^"]*"/, '"at":""'));

/** What LOCK TABLE does not take is locked by moving it to where it is. */
const LOCKS = /^ALTER (?:MATERIALIZED )?VIEW "public"\.\S+ SET SCHEMA "public"$/;

describe('db:init', () => {
  let database: TestDatabase;
  const init = (argv: string[] = [], options?: TestModuleOptions) =>
    callCli(appOn(database.url, options), ['db:init', ...argv]);
  const tables = async () =>
    (
      await database.query<{ name: string }>(
        `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v', 'm') ORDER BY 1`,
      )
    ).map(({ name }) => name);

  beforeEach(async () => {
    database = await createEmptyDatabase();
  });
  afterEach(() => database.drop());

  it('creates what is missing, leaves the rest, and says so', async () => {
    await init([], { entities: [Owner], providers: [] });
    await database.query(`INSERT INTO owners (name) VALUES ('kept')`);
    const facts = 'SELECT oid::int, relfilenode::int, relnatts FROM pg_class WHERE oid = $1::regclass';
    const before = await database.query(facts, ['owners']);
    const { exitCode, stdout, stderr } = await init();
    expect(stdout).toMatch(
      /^🆕 New tables to create: animals, animal_names, animal_count, typeorm_metadata\n✅ Created 4 tables in \d+ ms/,
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(await database.query(facts, ['owners'])).toEqual(before);
    expect(await database.query('SELECT name FROM owners')).toEqual([{ name: 'kept' }]);

    const again = await init();
    expect(again.stdout).toMatch(/^✅ All 5 tables exist, nothing to create/);
    expect(again.exitCode).toBe(0);
  });

  it('--seed runs the seeders that are due, once', async () => {
    const first = await init(['--seed']);
    expect(first.stdout).toContain('🌱 Seeded owners: 4 records\n🌱 Seeded animals: 1 record\n');
    const second = await init(['--seed']);
    expect(second.stdout).toContain('Seeder owners not run: it has run before');
    expect(await database.query('SELECT count(*)::int AS n FROM owners')).toEqual([{ n: 4 }]);
  });

  it('--json prints one document, and the progress goes to standard error', async () => {
    const answer = await init(['--seed', '--json']);
    expect(json(answer)).toEqual({
      created: [
        'public.typeorm_metadata',
        'public.owners',
        'public.animals',
        'public.animal_names',
        'public.animal_count',
      ],
      statements: expect.arrayContaining([expect.stringContaining('CREATE TABLE "owners"')]),
      seeded: [
        { key: 'owners', outcome: 'seeded', rows: 4, why: '' },
        { key: 'animals', outcome: 'seeded', rows: 1, why: '' },
      ],
      durationMs: expect.any(Number),
    });
    expect(answer.stderr).toContain('🆕 New tables to create');
  });

  it.each([[[]], [['--force']], [['--force', '--no-undo']]])(
    '--dry-run %j prints byte for byte what then runs, and runs nothing',
    async (force) => {
      if (force.length > 0) await init(['--seed']);
      const there = await tables();
      const dry = await init([...force, '--dry-run']);
      expect(dry.exitCode).toBe(3);
      expect(await tables()).toEqual(there);

      const printed = anyTime(sqlOf(dry.stdout));
      expect(printed.length).toBeGreaterThan(5);
      const wire = await tapWire(database.url);
      try {
        const real = await callCli(appOn(wire.url), [
          'db:init',
          '--json',
          ...force,
          ...(force.length > 0 ? ['--confirm', database.name] : []),
        ]);
        expect(real.exitCode).toBe(0);
        expect(anyTime(json<{ statements: string[] }>(real).statements)).toEqual(printed);
        const sent = wire
          .sql()
          .flatMap(splitStatements)
          .filter(
            (statement) => /^(CREATE|COMMENT|ALTER|DROP|DELETE|INSERT)/.test(statement) && !LOCKS.test(statement),
          );
        expect(anyTime(sent)).toEqual(printed);
      } finally {
        await wire.close();
      }
      const after = await init(['--dry-run', '--seed']);
      expect(after.stdout).toContain('-- nothing to create');
    },
  );

  it('--dry-run exits with 0 when nothing is to be done, and is valid SQL as a whole', async () => {
    const { stdout } = await init(['--dry-run']);
    await database.query(stdout);
    expect(await init(['--dry-run'])).toEqual({ exitCode: 0, stdout: '-- nothing to create\n', stderr: '' });
    const seeded = await init(['--dry-run', '--seed', '--json']);
    expect(json(seeded)).toMatchObject({ dryRun: true, toCreate: [], statements: [], toSeed: ['owners', 'animals'] });
    expect(seeded.exitCode).toBe(3);
  });

  it.each([[['--dry-run']], [[]], [['--seed']], [['--force']], [['--force', '--dry-run']]])(
    'is refused in production: %j',
    async (argv) => {
      for (const environment of ['production', 'staging']) {
        const answer = await init(argv, { lifecycle: { environment } });
        expect(answer.exitCode).toBe(4);
        expect(answer.stderr).toContain(`environment "${environment}"`);
        expect(answer.stderr).toContain('npm run migration:run');
        expect(answer.stdout).toBe('');
      }
      expect(await tables()).toEqual([]);
    },
  );

  it('fails with 1 and says what is in the way, as one JSON document when asked', async () => {
    await database.query('CREATE VIEW owners AS SELECT 1 AS id');
    const answer = await init(['--json']);
    expect(answer.exitCode).toBe(1);
    expect(json(answer)).toEqual({
      error: { name: 'LifecyclePlanError', message: expect.stringContaining('found a view'), exitCode: 1 },
    });
    expect(answer.stderr).toContain('found a view');
    expect(answer.stderr).not.toMatch(/^ +at /m);
    expect(await tables()).toEqual(['owners']);
  });
});
