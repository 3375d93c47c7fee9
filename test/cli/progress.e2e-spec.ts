import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { OwnersSeeder } from '../lifecycle/boot.module';
import { Animal, Owner } from '../lifecycle/entities';
import { appOn, callCli } from './support';

const ERASE_REST = '\u001B[K';

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
    const shown = stderr.split(ERASE_REST).filter((text) => text !== '\r');
    expect(shown).toEqual([
      '\rConnecting…',
      '\rCreated 0 of 2 tables…',
      '\rCreated 2 of 2 tables…',
      '\rRunning seeder owners, 1 of 1…',
      '',
    ]);
    expect(stderr.endsWith(`\r${ERASE_REST}`)).toBe(true);
    expect(stdout).not.toContain('\u001B');
  });

  it('is not there without a terminal', async () => {
    expect((await init(false)).stderr).toBe('');
  });
});
