import { setTimeout } from 'node:timers/promises';
import { Seeder, type SeederContext, type SeederRunner } from '../../src/database-lifecycle';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';
import { OwnersSeeder } from '../lifecycle/boot.module';
import { Animal, Owner } from '../lifecycle/entities';
import { appOn, callCli } from './support';

const ERASE_REST = '\u001B[K';

describe('progress', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createEmptyDatabase();
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

  describe('of a seeder that brings many rows', () => {
    @Seeder({ key: 'many', entities: [Owner] })
    class ManySeeder implements SeederRunner {
      async run({ copy, upsert, factory, rows }: SeederContext): Promise<void> {
        await copy(Owner, factory(Owner).stream(rows(30_000)));
        // A person would not see what is gone at once.
        await setTimeout(120);
        await upsert(Owner, [{ email: 'ada@example.com' }, { email: 'ben@example.com' }], 'email');
      }
    }
    const seed = async (argv: string[], watched: boolean) => {
      const module = appOn(database.url, { entities: [Owner, Animal], providers: [ManySeeder] });
      await callCli(module, ['db:init']);
      return callCli(module, ['db:seed', ...argv], { watched });
    };

    it('tells rows, of how many, rate and time left, and adds up what it does', async () => {
      const { stderr } = await seed([], true);
      const shown = stderr.split(ERASE_REST).filter((text) => text.includes('many'));
      expect(shown[0]).toBe('\rRunning seeder many, 1 of 1…');
      expect(shown[1]).toMatch(/^\rRunning seeder many, 1 of 1: \d+,\d{3} of 30,000 rows(, [\d,]+ rows\/s.*)?…$/);
      expect(shown.at(-1)).toMatch(/: 30,002 of 30,002 rows, [\d,]+ rows\/s…$/);
    });

    it('takes as many rows as were asked for', async () => {
      const { stderr } = await seed(['--rows', 'many=12000'], true);
      expect(stderr).toContain(' of 12,000 rows');
    });

    it.each([
      [['--json'], true],
      [[], false],
    ])('%j with a terminal %p: nothing but the answer', async (argv, watched) => {
      const { stderr } = await seed(argv, watched);
      expect(stderr).not.toContain(' rows');
      expect(stderr).not.toContain('\u001B');
    });
  });
});
