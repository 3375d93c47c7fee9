import type { DataSourceOptions } from 'typeorm';
import { createMissingTables } from '../../../../src/database-lifecycle';
import { lifecycleTarget } from '../../../../src/database-lifecycle/lifecycle.target';
import { runMigrations } from '../../../../src/database-lifecycle/migrations/migration.runner';
import type { TransactionMode } from '../../../../src/database-lifecycle/migrations/migration.steps';
import { callCli } from '../../../cli/support';
import { COUNTING } from '../../../migrations/support/migrating';
import { RERUNNABLE } from '../../../migrations/support/rerunnable';
import { resetting } from '../../../reset/support/acts';
import type { TestDatabase } from '../../../support/test-database';
import { boot, connectThrough, LinkedApp } from './linked.app';

/** Something that a network may disturb. */
export interface Act {
  readonly name: string;
  /** Makes what has to be there before. */
  prepare(url: string): Promise<unknown>;
  run(url: string): Promise<unknown>;
  /** What there is of the act's work in the database. */
  state(database: TestDatabase): Promise<unknown>;
  /** The states that a run goes through from the one before it to the one when it is done. */
  readonly steps: readonly unknown[];
}

const connected = async <Result>(
  url: string,
  more: Partial<DataSourceOptions>,
  work: (dataSource: Awaited<ReturnType<typeof connectThrough>>) => Promise<Result>,
): Promise<Result> => {
  const dataSource = await connectThrough(url, more);
  try {
    return await work(dataSource);
  } finally {
    await dataSource.destroy();
  }
};

const create = (url: string) => connected(url, {}, (dataSource) => createMissingTables(dataSource));

const migrating = (mode: TransactionMode) => (url: string) =>
  connected(
    url,
    {
      migrations: [...(mode === 'none' ? RERUNNABLE : COUNTING)],
      migrationsTransactionMode: mode,
    },
    (dataSource) => runMigrations(lifecycleTarget(dataSource, { environment: 'production' })),
  );

/** Of each table `null` or its rows, and the journal's entries without those of failures. */
async function rowsIn(database: TestDatabase, ...tables: string[]): Promise<(number | null)[]> {
  const rows: (number | null)[] = [];
  for (const table of tables) {
    const [{ there }] = (await database.query(`SELECT to_regclass('${table}') IS NOT NULL AS there`)) as [
      { there: boolean },
    ];
    const counted = there ? await database.query(`SELECT count(*)::int AS rows FROM ${table}`) : [{ rows: null }];
    rows.push((counted[0] as { rows: number | null }).rows);
  }
  return rows;
}

async function done(database: TestDatabase, event: string): Promise<string[]> {
  if ((await rowsIn(database, 'database_lifecycle_journal'))[0] === null) return [];
  const rows = await database.query<{ name: string }>(
    `SELECT name FROM database_lifecycle_journal WHERE event = $1 AND details->>'result' IS DISTINCT FROM 'failed' ORDER BY id`,
    [event],
  );
  return rows.map(({ name }) => name);
}

const seeded = async (database: TestDatabase): Promise<unknown> => [
  ...(await rowsIn(database, 'owners', 'animals')),
  ...(await done(database, 'seed')),
];
const SEEDED = [
  [0, 0],
  [4, 0, 'owners'],
  [4, 4, 'owners', 'animals'],
];

const migrated = async (database: TestDatabase): Promise<unknown> => {
  const [runs, last, records] = await rowsIn(database, 'runs', 'last', 'migrations');
  const [value] = runs === null ? [null] : await database.query('SELECT sum(value)::int AS value FROM runs');
  return { value: (value as { value: number } | null)?.value ?? null, last, records: records ?? 0 };
};
const MIGRATED = { value: 1, last: 0, records: 3 };

export const ACTS: readonly Act[] = [
  {
    name: 'a boot',
    prepare: async () => undefined,
    run: async (url) => (await boot(url)).close(),
    state: seeded,
    steps: [[null, null], ...SEEDED],
  },
  {
    name: 'create',
    prepare: async () => undefined,
    run: create,
    state: seeded,
    steps: [
      [null, null],
      [0, 0],
    ],
  },
  {
    name: 'db:seed',
    prepare: create,
    run: async (url) => {
      const { exitCode, stderr } = await callCli(LinkedApp.on(url), ['db:seed']);
      if (exitCode !== 0) throw new Error(stderr);
    },
    state: seeded,
    steps: SEEDED,
  },
  {
    name: 'a reset',
    prepare: create,
    run: (url) => connected(url, {}, (dataSource) => resetting(dataSource, { includeDependents: false })),
    state: async (database) => {
      const [trash] = await database.query(`SELECT count(*)::int AS count FROM pg_namespace WHERE nspname ~ 'trash'`);
      return [...(await rowsIn(database, 'owners', 'animals')), (trash as { count: number }).count];
    },
    steps: [
      [0, 0, 0],
      [0, 0, 1],
    ],
  },
  ...(['all', 'each', 'none'] as const).map((mode): Act => ({
    name: `migrations in mode ${mode}`,
    prepare: async () => undefined,
    run: migrating(mode),
    state: migrated,
    steps: [
      { value: null, last: null, records: 0 },
      ...(mode === 'each'
        ? [
            { value: 0, last: null, records: 1 },
            { value: 1, last: null, records: 2 },
          ]
        : []),
      // Without a transaction what a statement did stays, whether or not it was recorded.
      ...(mode === 'none'
        ? [0, 1, 2, 3].flatMap((records) => [
            { value: null, last: null, records },
            { value: 1, last: null, records },
            { value: 1, last: 0, records },
          ])
        : []),
      MIGRATED,
    ],
  })),
];
