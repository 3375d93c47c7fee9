import { MODES } from '../../migrations/support/migrating';
import { expectOneOfTen, expectOnceInRounds } from '../../migrations/support/racing';
import { createEmptyDatabase, type TestDatabase } from '../../support/test-database';
import { extent } from '../support/extent';

const ROUNDS = extent(20, 200);

describe('migration:run at once', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createEmptyDatabase();
  });
  afterEach(() => database.drop());

  it.each(MODES)(
    `by two apps at pool size 1, ${ROUNDS} rounds in mode %s: each migration is applied once`,
    async (mode) => {
      await expectOnceInRounds(database, ROUNDS, database.url, { mode });
    },
  );

  it.each(MODES)(
    'by ten apps on an empty database with 50 migrations, mode %s: one applies, none fails',
    async (mode) => {
      await expectOneOfTen(database, database.url, { mode });
    },
  );
});
