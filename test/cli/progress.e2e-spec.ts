import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { OwnersSeeder } from '../lifecycle/boot.module';
import { Animal, Owner } from '../lifecycle/entities';
import { appOn, callCli } from './support';

const ERASE_LINE = '\r\u001B[2K';

describe('progress', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createTestDatabase();
  });

  afterEach(() => database.drop());

  const init = (watched: boolean) =>
    callCli(appOn(database.url, { entities: [Owner, Animal], providers: [OwnersSeeder] }), ['db:init', '--seed'], {
      watched,
    });

  it('is one line of standard error on a terminal, gone at the end', async () => {
    const { stderr, stdout } = await init(true);
    const shown = stderr.split(ERASE_LINE).filter((text) => text !== '');
    expect(shown).toEqual([
      'Connecting…',
      'Created 0 of 2 tables…',
      'Created 2 of 2 tables…',
      'Running seeder owners, 1 of 1…',
    ]);
    expect(stderr.endsWith(ERASE_LINE)).toBe(true);
    expect(stdout).not.toContain('\u001B');
  });

  it('is not there without a terminal', async () => {
    expect((await init(false)).stderr).toBe('');
  });
});
