import { createEmptyDatabase, type TestDatabase } from '../../../support/test-database';
import { perform, type Order } from '../../support/order';

/** Something that changes a database, on a database that is made for it. */
export interface Operation {
  readonly name: string;
  /** What is done to an empty database before. */
  prepare(database: TestDatabase): Promise<unknown>;
  order(database: TestDatabase): Omit<Order, 'url'>;
  /** How many states others see in turn: the first, and one for each transaction that matters. */
  readonly states: number;
  /** Entries of the journal that are lost when it ends between what it did and its record. */
  readonly unrecorded?: RegExp;
}

const run = async (database: TestDatabase, argv: string[]): Promise<void> => {
  const { exitCode, stderr } = await perform({ url: database.url, argv });
  if (exitCode !== 0) throw new Error(stderr);
};

/** Somebody has worked in it, and has hung something of theirs on it. */
const WORK = `
  INSERT INTO keepers (email) VALUES ('by-hand@example.com');
  CREATE TABLE visits (id serial PRIMARY KEY, keeper uuid CONSTRAINT visits_keeper REFERENCES keepers ON DELETE CASCADE);
  INSERT INTO visits (keeper) SELECT id FROM keepers;
  CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
  CREATE TRIGGER noted BEFORE UPDATE ON keepers FOR EACH ROW EXECUTE FUNCTION note();
  CREATE VIEW keepers_of_dogs AS SELECT k.email FROM keepers k JOIN creatures c ON c."keeperId" = k.id`;

const seeded = async (database: TestDatabase): Promise<void> => {
  await run(database, ['boot']);
  await database.query(WORK);
};
const confirmed = ({ name }: TestDatabase, ...argv: string[]): string[] => [...argv, '--confirm', name];
const resetting = (database: TestDatabase): string[] =>
  confirmed(database, 'db:init', '--force', '--seed', '--include-dependents');
const reset = async (database: TestDatabase): Promise<void> => {
  await seeded(database);
  await run(database, resetting(database));
};

const migrating = (mode: 'all' | 'each' | 'none', states: number): Operation => ({
  name: `migration:run in mode ${mode}`,
  prepare: async () => undefined,
  order: () => ({
    argv: ['migration:run'],
    environment: 'production',
    migrations: mode === 'none' ? 'rerunnable' : 'counting',
    mode,
  }),
  states,
  unrecorded: mode === 'none' ? /^migrate / : undefined,
});

export const OPERATIONS: readonly Operation[] = [
  { name: 'boot', prepare: async () => undefined, order: () => ({ argv: ['boot'] }), states: 6 },
  {
    name: 'db:seed',
    prepare: (database) => run(database, ['db:init']),
    order: () => ({ argv: ['db:seed'] }),
    states: 5,
  },
  {
    name: 'db:seed --fresh',
    prepare: async (database) => {
      await run(database, ['boot']);
      await database.query(`INSERT INTO keepers (email) VALUES ('by-hand@example.com'); DELETE FROM creatures`);
    },
    order: (database) => ({ argv: confirmed(database, 'db:seed', '--only', 'keepers,creatures', '--fresh') }),
    states: 2,
  },
  { name: 'db:init --force --seed', prepare: seeded, order: (database) => ({ argv: resetting(database) }), states: 2 },
  {
    name: 'db:restore',
    prepare: reset,
    order: (database) => ({ argv: confirmed(database, 'db:restore', '--include-dependents') }),
    states: 2,
  },
  {
    name: 'db:purge',
    prepare: async (database) => {
      await reset(database);
      await run(database, resetting(database));
    },
    order: (database) => ({ argv: confirmed(database, 'db:purge') }),
    states: 3,
  },
  migrating('all', 2),
  migrating('each', 4),
  migrating('none', 11),
];

/** A database on which the operation is to be done, again and again on copies of it. */
export async function preparedFor({ prepare }: Operation, server: string): Promise<TestDatabase> {
  const database = await createEmptyDatabase('template0', server);
  await prepare(database);
  return database;
}
