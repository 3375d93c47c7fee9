import type { Provider } from '@nestjs/common';
import { Seeder, type SeederContext, type SeederRunner } from '../../src/database-lifecycle';
import { Animal, Owner } from '../cli/entities';
import { appOn, callCli, json } from '../cli/support';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';
import { ANIMALS, OWNERS } from './seeders';

/** Brings owners by what it declares. */
function rolesOf(...names: string[]) {
  @Seeder({ key: 'roles', entities: [Owner], mode: 'onChange', content: names })
  class RolesSeeder implements SeederRunner {
    async run({ manager, content }: SeederContext<string[]>): Promise<void> {
      for (const name of content) if (!(await manager.existsBy(Owner, { name }))) await manager.insert(Owner, { name });
    }
  }
  return RolesSeeder;
}

const FACTS = `SELECT (SELECT json_agg(json_build_array(oid, relnamespace, relname, relfilenode) ORDER BY oid) FROM pg_class WHERE relname ~ 'owners|animals') AS relations,
  (SELECT json_agg(o ORDER BY id) FROM owners o) AS owners, (SELECT json_agg(nspname ORDER BY oid) FROM pg_namespace) AS schemas`;
/** The transaction that made the table's entry in the catalog, that wrote its rows, and that recorded the seeder. */
const TRANSACTIONS = `SELECT array_agg(DISTINCT xmin) AS xmins FROM (
  SELECT xmin::text FROM owners UNION ALL SELECT xmin::text FROM animals
  UNION ALL SELECT xmin::text FROM pg_attribute WHERE attrelid = 'owners'::regclass AND attname = 'name'
  UNION ALL SELECT xmin::text FROM database_lifecycle_journal WHERE id > $1) x`;

describe('seeds and a reset', () => {
  let database: TestDatabase;
  const call = (providers: Provider[], ...argv: string[]) => callCli(appOn(database.url, { providers }), argv);
  const confirmed = (providers: Provider[], ...argv: string[]) => call(providers, ...argv, '--confirm', database.name);

  beforeEach(async () => {
    database = await createEmptyDatabase();
  });
  afterEach(() => database.drop());

  it('--force --seed sets aside, creates, seeds and records in one transaction', async () => {
    await call([OWNERS, ANIMALS], 'db:init', '--seed');
    const [{ id }] = (await database.query('SELECT max(id) AS id FROM database_lifecycle_journal')) as [{ id: string }];
    const { stdout, exitCode } = await confirmed([OWNERS, ANIMALS], 'db:init', '--force', '--seed');
    expect(stdout).toMatch(/in one transaction\n(.*\n)*🌱 Seeded owners: 2 records\n🌱 Seeded animals: 2 records\n/);
    expect(exitCode).toBe(0);
    const [{ xmins }] = (await database.query(TRANSACTIONS, [id])) as [{ xmins: string[] }];
    expect(xmins).toHaveLength(1);
    expect((await call([OWNERS, ANIMALS], 'db:seed', '--dry-run')).exitCode).toBe(0);
  });

  it('--force --seed leaves all as it was when a seeder fails, and says so', async () => {
    @Seeder({ key: 'animals', entities: [Animal], dependsOn: ['owners'] })
    class BrokenSeeder implements SeederRunner {
      run = () => Promise.reject(new Error('no more names'));
    }
    await call([OWNERS, ANIMALS], 'db:init', '--seed');
    const before = await database.query(FACTS);
    const { stdout, stderr, exitCode } = await confirmed([OWNERS, BrokenSeeder], 'db:init', '--force', '--seed');
    expect(stderr).toContain('Seeder "animals" failed: no more names. Nothing of it was kept.');
    expect(stderr).toContain('All is as it was before the reset');
    expect(stdout).not.toContain('Seeded owners');
    expect(exitCode).toBe(1);
    expect(await database.query(FACTS)).toEqual(before);
    const { entries } = json<{ entries: { event: string; details: { result: string } }[] }>(
      await call([], 'db:journal', '--json', '--last', '1'),
    );
    expect(entries).toMatchObject([{ event: 'reset', details: { result: 'failed', error: 'SeederError' } }]);
  });

  it('a restore knows with which content its tables were seeded', async () => {
    const [ada, both] = [rolesOf('Ada'), rolesOf('Ada', 'Ben')];
    await call([ada], 'db:init', '--seed');
    await confirmed([both], 'db:init', '--force', '--seed');
    const restored = await confirmed([both], 'db:restore');
    expect(restored.exitCode).toBe(0);
    expect(await database.query('SELECT name FROM owners')).toEqual([{ name: 'Ada' }]);
    expect((await call([ada], 'db:seed', '--dry-run')).stdout).toContain(
      'not due: its content is the one that it ran with',
    );
    expect((await call([both], 'db:seed', '--dry-run')).stdout).toContain('due: its content has changed');
  });
});
