import { EventEmitter } from 'node:events';
import { Injectable, Scope, type Provider } from '@nestjs/common';
import { Seeder, type SeederMode, type SeederOptions, type SeederRunner } from '../../src/database-lifecycle';
import { Owner } from '../cli/entities';
import { connectTo } from '../support/lifecycle-data-source';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';
import { tapWire } from '../support/wire';
import { bootOn, Species, speciesSeeder, Visit } from './seeded-app';

const DOG = { code: 'dog', label: 'Dog' };
const CAT = { code: 'cat', label: 'Cat' };
const SPECIES = 'SELECT code, label FROM species ORDER BY code DESC';
const RUNS = `SELECT event, name FROM database_lifecycle_journal WHERE event IN ('seed', 'seed-skip') ORDER BY id`;
const OLD_JOURNAL = 'ALTER TABLE database_lifecycle_journal DROP COLUMN details';

const onChange = (...content: object[]) => speciesSeeder({ mode: 'onChange', content });

describe('modes of seeders', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createEmptyDatabase();
  });
  afterEach(() => database.drop());

  const boot = (...content: object[]): Promise<void> => bootOn(database.url, [onChange(...content)]);

  describe('onChange', () => {
    it('runs again when its declared content has changed, and else not', async () => {
      await boot(DOG);
      await boot(DOG);
      expect(await database.query(RUNS)).toHaveLength(1);
      await boot(DOG, CAT);
      expect(await database.query(SPECIES)).toEqual([DOG, CAT]);
      expect(await database.query(RUNS)).toHaveLength(2);
      await boot(DOG);
      await boot(DOG);
      expect(await database.query(RUNS)).toHaveLength(3);
    });

    it('does not take another order of the members for a change', async () => {
      await boot(DOG);
      await boot({ label: DOG.label, code: DOG.code });
      expect(await database.query(RUNS)).toHaveLength(1);
    });

    it('runs although its table holds rows', async () => {
      await bootOn(database.url, []);
      await database.query(`INSERT INTO species VALUES ('dog', 'old')`);
      await boot(DOG);
      expect(await database.query(SPECIES)).toEqual([DOG]);
    });

    it('runs again when its run failed with the new content', async () => {
      await boot(DOG);
      const broken = speciesSeeder({ mode: 'onChange', content: [CAT] }, () => Promise.reject(new Error('broken')));
      await expect(bootOn(database.url, [broken])).rejects.toThrow('Seeder "species" failed: broken');
      await boot(CAT);
      expect(await database.query(SPECIES)).toEqual([DOG, CAT]);
    });

    it('runs again for a table that was made anew', async () => {
      await boot(DOG);
      await database.query('DROP TABLE species');
      await boot(DOG);
      expect(await database.query(SPECIES)).toEqual([DOG]);
    });

    it('runs when the seeder had the mode once before', async () => {
      await bootOn(database.url, [speciesSeeder({}, async ({ manager }) => void (await manager.insert(Species, DOG)))]);
      await boot(CAT);
      expect(await database.query(SPECIES)).toEqual([DOG, CAT]);
    });

    it('tells its content from that of a run before also where the journal has no details', async () => {
      await bootOn(database.url, []);
      await database.query(OLD_JOURNAL);
      for (const content of [[DOG], [DOG], [DOG, CAT], [DOG, CAT], [DOG], [DOG]]) await boot(...content);
      const entries = await database.query(RUNS);
      expect(entries.filter(({ name }) => name === 'species')).toHaveLength(3);
      expect(entries).toHaveLength(6);
    });
  });

  it.each([
    ['with details', 'SELECT'],
    ['of an older version, without details', OLD_JOURNAL],
  ])('takes one round trip at a boot with nothing to do, on a journal %s', async (_, alter) => {
    const visits = speciesSeeder({ key: 'visits', entities: [Visit] }, async ({ manager }) => {
      await manager.insert(Visit, { id: 1 });
    });
    await bootOn(database.url, []);
    await database.query(alter);
    await bootOn(database.url, [onChange(DOG), visits]);
    const wire = await tapWire(database.url);
    const connected = await connectTo(wire.url, [Species, Visit]);
    const connecting = wire.roundTrips();
    await connected.destroy();
    const before = wire.roundTrips();
    await bootOn(wire.url, [onChange(DOG), visits]);
    expect(wire.roundTrips() - before - connecting).toBe(1);
    expect(wire.sql().at(-1)).toMatch(/^SET LOCAL lock_timeout = \d+\n;\nSELECT json_build_object/);
    await wire.close();
  });

  it('runs one that always runs at each boot, whatever its table holds', async () => {
    const counting = speciesSeeder({ mode: 'always' }, async ({ manager }) => {
      await manager.insert(Species, { code: String(await manager.count(Species)) });
    });
    for (const rows of [1, 2, 3]) {
      await bootOn(database.url, [counting]);
      expect(await database.query('SELECT FROM species')).toHaveLength(rows);
    }
    expect(await database.query(RUNS)).toHaveLength(3);
  });

  it('counts a restored table like one that was made: what ran before is due, what ran after is not', async () => {
    await boot(DOG);
    const restored = `INSERT INTO database_lifecycle_journal (event, name, environment) VALUES ('restore', 'public.species', 'development')`;
    await database.query(`DELETE FROM species; ${restored}`);
    await boot(DOG);
    expect(await database.query(SPECIES)).toEqual([DOG]);
    const [{ content }] = (await database.query(
      `SELECT details->>'content' AS content FROM database_lifecycle_journal WHERE event = 'seed' LIMIT 1`,
    )) as [{ content: string }];
    await database.query(`DELETE FROM species; ${restored}, ('seed-skip', 'species', 'development');
      UPDATE database_lifecycle_journal SET details = '{"content": "${content}"}' WHERE event = 'seed-skip'`);
    await boot(DOG);
    expect(await database.query(SPECIES)).toEqual([]);
  });

  it('records the mode, the rows and the hash of the content', async () => {
    await boot(DOG, CAT);
    expect(
      await database.query(`SELECT details - 'host' - 'application' - 'durationMs' AS details
        FROM database_lifecycle_journal WHERE event = 'seed'`),
    ).toEqual([
      {
        details: {
          result: 'done',
          mode: 'onChange',
          rows: 2,
          content: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
        },
      },
    ]);
  });

  it('names the seeder whose deferred constraint is broken, before its commit', async () => {
    await bootOn(database.url, []);
    await database.query('ALTER TABLE species ADD CONSTRAINT label_once UNIQUE (label) DEFERRABLE INITIALLY DEFERRED');
    const twice = speciesSeeder({}, async ({ manager }) => {
      await manager.insert(Species, [{ code: 'a' }, { code: 'b' }]);
    });
    await expect(bootOn(database.url, [twice])).rejects.toThrow(
      /Seeder "species" failed: duplicate key .*table species, constraint label_once/s,
    );
    expect(await database.query(SPECIES)).toEqual([]);
  });

  it('names the seeder that catches the error of a statement and goes on', async () => {
    const careless = speciesSeeder({}, async ({ manager }) => {
      await manager.query('SELECT nothing').catch(() => undefined);
    });
    await expect(bootOn(database.url, [careless])).rejects.toThrow(
      'Seeder "species" failed: a statement of it failed, and its error was caught',
    );
  });

  it('bears many calls at once with no more listeners on the connection than Node warns of', async () => {
    let listeners = 0;
    const many = speciesSeeder({}, async ({ manager, upsert }) => {
      const client = (await manager.queryRunner!.connect()) as { connection: EventEmitter };
      const calls = Array.from({ length: 20 }, (_, index) => upsert(Species, [{ code: `${index}` }], 'code'));
      const look = setInterval(() => {
        listeners = Math.max(listeners, client.connection.listenerCount('commandComplete'));
      }, 0);
      await Promise.all(calls).finally(() => clearInterval(look));
    });
    await bootOn(database.url, [many]);
    expect(listeners).toBeGreaterThan(0);
    expect(listeners).toBeLessThanOrEqual(EventEmitter.defaultMaxListeners);
  });

  it.each([
    ['has the mode onChange and no content', { mode: 'onChange' }],
    ['declares a content, which mode once never looks at', { content: [DOG] }],
    ['has the mode "sometimes", expected once, onChange, always', { mode: 'sometimes' as SeederMode }],
    ['names no entity', { entities: [] }],
    ['has a key with white space, a comma or an equals sign', { key: 'a,b' }],
    ['names the environment production, where sample data never runs', { environments: ['test', 'production'] }],
  ] as [string, Partial<SeederOptions>][])(
    'refuses to start with a seeder that %s, and names it',
    async (fault, options) => {
      const starting = bootOn(database.url, [speciesSeeder(options)]);
      await expect(starting).rejects.toThrow(`Seeder "${options.key ?? 'species'}" ${fault}`);
      await expect(starting).rejects.toMatchObject({ exitCode: 2 });
    },
  );

  it('refuses a content that JSON would change in silence', async () => {
    await expect(boot({ code: 'dog', since: new Map() })).rejects.toThrow(
      'The content of seeder "species" can not be compared as JSON: content[0].since is a Map',
    );
  });

  it('finds each whoever makes it, and runs it once', async () => {
    const Made = onChange(DOG);
    const given = new (speciesSeeder({ key: 'given', content: [CAT], mode: 'onChange' }))();
    const providers: Provider[] = [
      { provide: 'made', useFactory: () => new Made() },
      { provide: 'given', useValue: given },
      { provide: 'the same', useExisting: 'given' },
    ];
    await bootOn(database.url, providers);
    expect(await database.query(SPECIES)).toEqual([DOG, CAT]);
    expect(await database.query(RUNS)).toHaveLength(2);
  });

  it('refuses reference data that depends on sample data', async () => {
    const seeders = [
      speciesSeeder({ reference: true, dependsOn: ['sample'] }),
      speciesSeeder({ key: 'sample', entities: [Visit] }),
    ];
    await expect(bootOn(database.url, seeders)).rejects.toThrow(
      'Seeder "species" is reference data and depends on "sample", which is not',
    );
  });

  it('refuses one that is made for each request, as it has none', async () => {
    @Injectable({ scope: Scope.REQUEST })
    class Tenant {}
    @Seeder({ key: 'of-tenant', entities: [Species] })
    class TenantSeeder implements SeederRunner {
      constructor(readonly tenant: Tenant) {}
      run = () => Promise.resolve();
    }
    await expect(bootOn(database.url, [Tenant, TenantSeeder])).rejects.toThrow(
      'Seeder "of-tenant" is made for each request, or something that it injects is',
    );
  });

  it('refuses a transient one, of which there is none to be run', async () => {
    @Injectable({ scope: Scope.TRANSIENT })
    @Seeder({ key: 'passing', entities: [Species] })
    class PassingSeeder implements SeederRunner {
      run = () => Promise.resolve();
    }
    await expect(bootOn(database.url, [PassingSeeder])).rejects.toThrow('Seeder "passing" is of scope TRANSIENT');
  });

  it('refuses one that fills entities of two DataSources, and passes over one of another', async () => {
    await expect(bootOn(database.url, [speciesSeeder({ entities: [Species, Owner] })])).rejects.toThrow(
      'Seeder "species" fills Owner, which is no entity of this DataSource',
    );
    await bootOn(database.url, [speciesSeeder({ entities: [Owner] })]);
    expect(await database.query(RUNS)).toEqual([]);
  });
});
