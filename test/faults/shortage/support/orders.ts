import { Seeder, type SeederContext, type SeederRunner } from '../../../../src/database-lifecycle';
import { appOn, callCli, type CliAnswer } from '../../../cli/support';
import { Keeper } from '../../../seeding/support/entities';
import { migration } from '../../../migrations/support/migration.factory';
import { perform } from '../../support/order';
import type { TestDatabase } from '../../../support/test-database';

@Seeder({ key: 'many', entities: [Keeper] })
class ManySeeder implements SeederRunner {
  async run({ copy }: SeederContext): Promise<void> {
    await copy(
      Keeper,
      Array.from({ length: 20_000 }, (_, index) => ({ email: `keeper${index}@example.com` })),
    );
  }
}

const many = (url: string, argv: string[]): Promise<CliAnswer> =>
  callCli(appOn(url, { entities: [Keeper], providers: [ManySeeder] }), argv);

const FILLING = [
  migration(1, ['CREATE TABLE numbers (value int)', 'CREATE INDEX ON numbers (value)']),
  migration(2, [`INSERT INTO numbers SELECT generate_series(1, 20000)`]),
];

/** Something that needs room on the disk. */
export interface Filling {
  readonly name: string;
  prepare(database: TestDatabase): Promise<unknown>;
  run(database: TestDatabase): Promise<CliAnswer>;
}

export const FILLINGS: readonly Filling[] = [
  {
    name: 'boot',
    prepare: async () => undefined,
    run: ({ url }) => perform({ url, argv: ['boot'] }),
  },
  {
    name: 'db:init --force --seed',
    prepare: ({ url }) => perform({ url, argv: ['boot'] }),
    run: ({ url, name }) => perform({ url, argv: ['db:init', '--force', '--seed', '--confirm', name] }),
  },
  {
    name: 'db:seed of many rows',
    prepare: ({ url }) => many(url, ['db:init']),
    run: ({ url }) => many(url, ['db:seed']),
  },
  {
    name: 'migration:run',
    prepare: async () => undefined,
    run: ({ url }) =>
      callCli(
        appOn(url, {
          entities: [Keeper],
          providers: [],
          dataSource: { migrations: FILLING },
          lifecycle: { environment: 'production' },
        }),
        ['migration:run'],
      ),
  },
];
