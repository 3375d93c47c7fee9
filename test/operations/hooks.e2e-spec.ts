import { Client } from 'pg';
import { Injectable, Scope, type Type } from '@nestjs/common';
import { LifecycleHooks } from '../../src/database-lifecycle';
import {
  Animal,
  AnimalsSeeder,
  CreateOwners1700000000000,
  GreetOwners1700000000001,
  Owner,
  OwnersSeeder,
} from '../cli/entities';
import { appOn, callCli, type CliAnswer } from '../cli/support';
import { readCatalog } from '../support/catalog';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';
import { Recorded } from './recorded.hooks';

const MIGRATIONS = [CreateOwners1700000000000, GreetOwners1700000000001];
const NAMES = MIGRATIONS.map(({ name }) => name);
const ROWS = 'SELECT json_agg(o ORDER BY id) AS owners FROM owners o';
const fine = { exitCode: 0, stderr: '' };

const refused = () => {
  throw new Error('not on a Friday');
};

async function emptyCatalog(): Promise<string[]> {
  const empty = await createEmptyDatabase();
  try {
    return await readCatalog(empty.url);
  } finally {
    await empty.drop();
  }
}

describe('hooks', () => {
  let database: TestDatabase;
  let recorded: Recorded;

  beforeEach(async () => {
    database = await createEmptyDatabase();
    recorded = new Recorded();
  });
  afterEach(() => database.drop());

  /** A command of an app of two entities, or of one with migrations. */
  const call = (argv: string[], then?: Parameters<Recorded['hooks']>[0]): Promise<CliAnswer> => {
    const isMigrated = argv[0]!.startsWith('migration:');
    return callCli(
      appOn(database.url, {
        entities: isMigrated ? [Owner] : [Owner, Animal],
        dataSource: isMigrated ? { migrations: MIGRATIONS } : {},
        providers: [AnimalsSeeder, OwnersSeeder, recorded.hooks(then)],
      }),
      argv,
    );
  };
  const consent = (): string[] => ['--confirm', database.name];
  const place = () => ({ dataSource: 'default', database: database.name, environment: 'development' });
  const tables = ['public.owners', 'public.animals'];
  /** With TypeORM's own, for a generated column. */
  const made = ['public.typeorm_metadata', ...tables];

  it('are called before and after creating and seeding, each seeder by itself, and not when nothing is to be done', async () => {
    expect(await call(['db:init', '--seed'])).toMatchObject(fine);
    expect(recorded.methods).toEqual([
      'beforeCreate',
      'afterCreate',
      'beforeSeed',
      'afterSeed',
      'beforeSeed',
      'afterSeed',
    ]);
    expect(recorded.of('beforeCreate')).toEqual({ ...place(), missing: [...tables, 'public.typeorm_metadata'] });
    const { statements, ...created } = recorded.of('afterCreate');
    expect(created).toEqual({ ...place(), created: made });
    expect(statements).toContainEqual(expect.stringMatching(/^CREATE TABLE "owners"/));
    const seeding = recorded.calls.slice(2).map(([, { seeders, seeded, fresh }]) => [seeders ?? seeded, fresh]);
    expect(seeding).toEqual([
      [['owners'], false],
      [[{ key: 'owners', outcome: 'seeded', rows: 4, why: '' }], false],
      [['animals'], false],
      [[{ key: 'animals', outcome: 'seeded', rows: 1, why: '' }], false],
    ]);

    recorded.calls.length = 0;
    expect(await call(['db:init', '--seed'])).toMatchObject(fine);
    expect(await call(['db:seed'])).toMatchObject(fine);
    expect(await call(['db:status'])).toMatchObject(fine);
    expect(recorded.calls).toEqual([]);
  });

  it('are told of a reset, what it sets aside, its restore and its purge', async () => {
    await call(['db:init', '--seed']);
    recorded.calls.length = 0;
    expect(await call(['db:init', '--force', '--seed', ...consent()])).toMatchObject(fine);
    const { trash } = recorded.of('afterReset') as { trash: string };
    expect(trash).toMatch(/^trash_/);
    // Asked while nobody waits for what is changed; told once it is committed.
    expect(recorded.methods).toEqual(['beforeReset', 'beforeSeed', 'afterReset', 'afterSeed']);
    expect(recorded.of('beforeSeed')).toEqual({ ...place(), seeders: ['owners', 'animals'], fresh: false });
    expect(recorded.of('afterSeed')).toMatchObject({ ...place(), fresh: false, seeded: [{ rows: 4 }, { rows: 1 }] });
    expect(recorded.of('beforeReset')).toMatchObject({ ...place(), undo: true, creates: tables });
    expect((recorded.of('beforeReset').clears as string[]).toSorted()).toEqual(tables.toSorted());

    recorded.calls.length = 0;
    expect(await call(['db:restore', ...consent()])).toMatchObject(fine);
    expect(recorded.methods).toEqual(['beforeRestore', 'afterRestore']);
    expect(recorded.of('beforeRestore')).toMatchObject({ ...place(), trash });
    const restored = recorded.of('afterRestore') as { restored: string[]; trash: string };
    expect(restored.restored.toSorted()).toEqual(tables.toSorted());

    recorded.calls.length = 0;
    expect(await call(['db:purge', ...consent()])).toMatchObject(fine);
    expect(recorded.methods).toEqual(['beforePurge', 'afterPurge']);
    expect(recorded.of('beforePurge')).toMatchObject({ ...place(), trash: restored.trash });
    expect((recorded.of('afterPurge').dropped as string[]).toSorted()).toEqual(tables.toSorted());
  });

  it('are told of fresh seeding as one', async () => {
    await call(['db:init', '--seed']);
    recorded.calls.length = 0;
    expect(await call(['db:seed', '--fresh', ...consent()])).toMatchObject(fine);
    expect(recorded.methods).toEqual(['beforeSeed', 'afterSeed']);
    expect(recorded.of('beforeSeed')).toEqual({ ...place(), seeders: ['owners', 'animals'], fresh: true });
    expect(recorded.of('afterSeed')).toMatchObject({ fresh: true, seeded: [{ rows: 4 }, { rows: 1 }] });
  });

  it('are told of migrations that run and are reverted, and of none that runs in a scratch database', async () => {
    expect(await call(['migration:run'])).toMatchObject(fine);
    expect(recorded.methods).toEqual(['beforeMigrate', 'afterMigrate']);
    expect(recorded.of('beforeMigrate')).toEqual({ ...place(), migrations: NAMES });
    const run = recorded.of('afterMigrate') as { migrations: { name: string }[] };
    expect(run.migrations.map(({ name }) => name)).toEqual(NAMES);

    recorded.calls.length = 0;
    expect((await call(['migration:run'])).exitCode).toBe(0);
    expect((await call(['migration:check'])).exitCode).toBe(0);
    expect(recorded.calls).toEqual([]);

    expect(await call(['migration:revert'])).toMatchObject(fine);
    expect(recorded.methods).toEqual(['beforeRevert', 'afterRevert']);
    expect(recorded.of('beforeRevert')).toEqual({ ...place(), migrations: [NAMES[1]] });
  });

  it('are told of migrations that are recorded as run, by name or because their work is there', async () => {
    const made = async (argv: string[]) => {
      recorded.calls.length = 0;
      expect(await call(argv)).toMatchObject(fine);
      return recorded;
    };
    const methods = ['beforeStamp', 'afterStamp'];
    await callCli(appOn(database.url, { entities: [Owner], providers: [] }), ['db:init']);
    expect((await made(['migration:stamp', NAMES[0]!])).methods).toEqual(methods);
    expect(recorded.of('beforeStamp')).toEqual({ ...place(), migrations: [NAMES[0]] });
    expect(recorded.of('afterStamp')).toEqual({ ...place(), migrations: [{ name: NAMES[0], unseen: [] }] });
    expect((await made(['migration:stamp', NAMES[0]!])).calls).toEqual([]);

    await database.query('DELETE FROM migrations');
    expect((await made(['migration:run'])).methods).toEqual([...methods, 'beforeMigrate', 'afterMigrate']);
    expect(recorded.of('beforeStamp')).toEqual({ ...place(), migrations: [NAMES[0]] });
    expect(recorded.of('beforeMigrate')).toEqual({ ...place(), migrations: [NAMES[1]] });
  });

  const consented = (words: readonly string[]): string[] => {
    const wants = ['--force', '--fresh'].some((flag) => words.includes(flag));
    return [...words, ...(wants || /restore|purge/.test(words[0]!) ? consent() : [])];
  };
  const state = async () => [
    await readCatalog(database.url),
    await database.query(ROWS).catch((error: Error) => error.message),
  ];
  it.each([
    ['beforeCreate', [], ['db:init']],
    ['beforeSeed', [['db:init']], ['db:seed']],
    ['beforeSeed', [['db:init', '--seed']], ['db:seed', '--fresh']],
    ['beforeMigrate', [], ['migration:run']],
    ['beforeRevert', [['migration:run']], ['migration:revert']],
    ['beforeStamp', [['db:init']], ['migration:stamp', '--all']],
    ['beforeReset', [['db:init', '--seed']], ['db:init', '--force']],
    ['beforeReset', [['db:init', '--seed']], ['db:init', '--force', '--no-undo']],
    [
      'beforeRestore',
      [
        ['db:init', '--seed'],
        ['db:init', '--force'],
      ],
      ['db:restore'],
    ],
    [
      'beforePurge',
      [
        ['db:init', '--seed'],
        ['db:init', '--force'],
      ],
      ['db:purge'],
    ],
  ] as const)('%s that throws stops it, names itself, and nothing is changed: %j', async (method, before, argv) => {
    for (const words of before) expect((await call(consented(words))).exitCode).toBe(0);
    const as = await state();
    recorded.calls.length = 0;
    const { exitCode, stderr } = await call(consented(argv), { [method]: refused });
    expect(exitCode).toBe(1);
    const operation = method.slice('before'.length).toLowerCase();
    expect(stderr).toContain(
      `Hook Recorder.${method}() stopped the operation "${operation}": not on a Friday. Nothing of it was done.`,
    );
    expect(await state()).toEqual(as);
    expect(recorded.methods).toEqual([method, 'onFailure']);
    expect(recorded.of('onFailure')).toMatchObject({ ...place(), operation, error: { name: 'LifecycleHookError' } });
  });

  it('beforeSeed may look at the tables before a reset, and stops it as well', async () => {
    await call(['db:init', '--seed']);
    const as = await state();
    recorded.calls.length = 0;
    const rows: unknown[] = [];
    const { exitCode, stderr } = await call(['db:init', '--force', '--seed', ...consent()], {
      beforeSeed: async () => {
        rows.push(...(await database.query('SELECT count(*)::int AS owners FROM owners')));
        refused();
      },
    });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('Hook Recorder.beforeSeed() stopped the operation "seed": not on a Friday.');
    expect(rows).toEqual([{ owners: 4 }]);
    expect(await state()).toEqual(as);
    expect(recorded.methods).toEqual(['beforeReset', 'beforeSeed', 'onFailure', 'onFailure']);
    expect(recorded.calls.slice(2).map(([, { operation }]) => operation)).toEqual(['seed', 'reset']);
  });

  it.each([
    ['afterCreate', ['db:init', '--seed']],
    ['afterSeed', ['db:init', '--seed']],
    ['afterMigrate', ['migration:run']],
  ] as const)('%s that throws is reported, and what was done stays done', async (method, argv) => {
    const { exitCode, stderr } = await call([...argv], { [method]: refused });
    expect(exitCode).toBe(0);
    expect(stderr).toContain(
      `error [DatabaseLifecycle] Hook Recorder.${method}() failed: not on a Friday. What had been done stays done.`,
    );
    const [{ owners } = {}] = await database.query<{ owners: unknown[] }>(ROWS);
    expect(owners).toHaveLength(argv[0] === 'db:init' ? 4 : 1);
    expect(recorded.methods).not.toContain('onFailure');
  });

  it('are asked under the lock, once it is known what is missing and before it is made', async () => {
    const seen: unknown[] = [];
    const look = async () =>
      seen.push(
        ...(await database.query(`SELECT to_regclass('owners') AS owners, count(*)::int AS locks FROM pg_locks
          WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`)),
      );
    expect(await call(['db:init'], { beforeCreate: look, afterCreate: look })).toMatchObject(fine);
    expect(seen).toEqual([
      { owners: null, locks: 1 },
      { owners: 'owners', locks: 0 },
    ]);
  });

  it('are told of a failure by its message, too', async () => {
    await database.query('CREATE VIEW owners AS SELECT 1 AS id');
    expect((await call(['db:init'])).exitCode).toBe(1);
    expect(recorded.methods).toEqual(['onFailure']);
    expect(recorded.of('onFailure')).toMatchObject({
      operation: 'create',
      error: { name: 'LifecyclePlanError', message: expect.stringContaining('found a view of that name') as unknown },
    });
  });

  it('that fail to be told of a failure do not hide it', async () => {
    await database.query('CREATE VIEW owners AS SELECT 1 AS id');
    const { exitCode, stderr } = await call(['db:init'], { onFailure: refused });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('Hook Recorder.onFailure() failed: not on a Friday.');
    expect(stderr).toContain('found a view of that name');
  });

  it('can not change what is done, nor what others are told', async () => {
    const others = new Recorded();
    const module = appOn(database.url, {
      entities: [Owner, Animal],
      providers: [
        recorded.hooks({
          beforeCreate: (event) => ((event.missing as string[]).length = 0),
          afterCreate: (event) => ((event.created as string[]).length = 0),
        }),
        others.hooks(),
      ],
    });
    const { stdout } = await callCli(module, ['db:init', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ created: made });
    expect(others.of('beforeCreate')).toMatchObject({ missing: [...tables, 'public.typeorm_metadata'] });
    expect(others.of('afterCreate')).toMatchObject({ created: made });
  });

  it('are found whoever makes them, and called once each', async () => {
    const others = [new Recorded(), new Recorded()];
    const [Made, Given] = others.map((one) => one.hooks()) as [Type, Type];
    const providers = [
      { provide: 'made', useFactory: () => new Made() },
      { provide: 'given', useValue: new Given() },
      { provide: 'the same', useExisting: 'given' },
      { provide: 'class', useClass: recorded.hooks() },
      { provide: 'nothing', useFactory: () => undefined },
      { provide: 'bare', useValue: Object.create(null) as object },
    ];
    expect(await callCli(appOn(database.url, { entities: [Owner], providers }), ['db:init'])).toMatchObject(fine);
    for (const { methods } of [recorded, ...others]) expect(methods).toEqual(['beforeCreate', 'afterCreate']);
  });

  it('that are transient are refused before anything is made', async () => {
    @Injectable({ scope: Scope.TRANSIENT })
    @LifecycleHooks()
    class Passing {}
    const { exitCode, stderr } = await callCli(appOn(database.url, { entities: [Owner], providers: [Passing] }), [
      'db:init',
    ]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('The hooks of Passing are of scope TRANSIENT');
    expect(await readCatalog(database.url)).toEqual(await emptyCatalog());
  });

  it('that are made for each request are refused before anything is made', async () => {
    @Injectable({ scope: Scope.REQUEST })
    class OfARequest {}
    @LifecycleHooks()
    class Requested {
      constructor(readonly request: OfARequest) {}
    }
    const module = appOn(database.url, { entities: [Owner], providers: [OfARequest, Requested] });
    const { exitCode, stderr } = await callCli(module, ['db:init']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('The hooks of Requested are made for each request');
    expect(await readCatalog(database.url)).toEqual(await emptyCatalog());
    // Nor do they hide why an operation failed.
    const stamp = ['db:environment', 'production', '--confirm', database.name];
    expect(await callCli(appOn(database.url, { entities: [Owner] }), stamp)).toMatchObject(fine);
    const foreign = await callCli(module, ['db:init']);
    expect(foreign.exitCode).toBe(4);
    expect(foreign.stderr).toContain('is stamped production');
  });

  it('are told the name of the database, however a URL spells it', async () => {
    const spelled = database.url.replace(database.name, database.name.replaceAll('_', '%5F'));
    const module = appOn(spelled, { entities: [Owner], providers: [recorded.hooks()] });
    expect(await callCli(module, ['db:init'])).toMatchObject({ exitCode: 0 });
    expect(recorded.of('afterCreate')).toMatchObject({ database: database.name });
  });

  it('that wait keep others waiting, who find nothing left to do', async () => {
    const client = new Client({ connectionString: database.url });
    await client.connect();
    let second: Promise<CliAnswer> | undefined;
    const others = new Recorded();
    const waiting = async (): Promise<void> => {
      second = callCli(appOn(database.url, { entities: [Owner, Animal], providers: [others.hooks()] }), ['db:init']);
      for (let tries = 0; tries < 200; tries += 1) {
        const { rows } = await client.query(
          `SELECT FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%pg_try_advisory_xact_lock%' AND pid <> pg_backend_pid()`,
        );
        // The first one's session is among them.
        if (rows.length > 1) return;
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
      throw new Error('the second process did not come to the lock within 5 s');
    };
    try {
      expect(await call(['db:init'], { beforeCreate: waiting })).toMatchObject({ exitCode: 0 });
      expect(await second).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('waiting for it') as unknown });
      expect(others.calls).toEqual([]);
    } finally {
      await client.end();
    }
  });
});
