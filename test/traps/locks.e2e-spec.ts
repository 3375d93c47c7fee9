import { Client } from 'pg';
import type { DataSource, MigrationInterface } from 'typeorm';
import { createMissingTables, planMissingTables } from '../../src/database-lifecycle';
import { lifecycleLockKey } from '../../src/database-lifecycle/apply/lifecycle.lock';
import { tapWire } from '../support/wire';
import { entity, references, useTrapDatabase } from './support/trap-database';

describe('locks', () => {
  const trap = useTrapDatabase();
  const owners = entity('owners');
  const pets = entity('pets', { ownerId: references(owners) });

  /** Does the work while another session, named `payroll`, is in the middle of a transaction. */
  async function besides<Result>(sql: string, work: (client: Client) => Promise<Result>): Promise<Result> {
    return trap.session(trap.url, async (client) => {
      await client.query(`SET application_name = 'payroll'; BEGIN; ${sql}`);
      return work(client);
    });
  }

  /** What a creation says beside that transaction. */
  const creationBesides = (sql: string): Promise<string> =>
    besides(sql, async () => {
      const dataSource = await trap.connect([owners, pets]);
      return createMissingTables(dataSource, { lockTimeoutMs: 300 }).then(
        () => 'created',
        ({ message: text }: Error) => text,
      );
    });

  const tenant = (schema: string, options = {}) =>
    trap.connect([owners], { schema, applicationName: `app of ${schema}`, ...options });

  describe('on the parent of a new foreign key', () => {
    it.each([
      ['a write', 'INSERT INTO owners VALUES (7)'],
      ['LOCK TABLE', 'LOCK TABLE owners'],
    ])(
      'held by %s of another session: the wait is bounded, the message names pid and application',
      async (_by, sql) => {
        await trap.query('CREATE TABLE owners (id integer PRIMARY KEY)');
        const dataSource = await trap.connect([owners, pets]);
        const started = Date.now();
        const [failure, pid] = await besides(sql, async (client) => [
          (await createMissingTables(dataSource, { lockTimeoutMs: 300 }).catch((error: Error) => error)) as Error,
          (client as unknown as { processID: number }).processID,
        ]);
        expect(Date.now() - started).toBeLessThan(5000);
        expect(failure).toMatchObject({ name: 'LifecycleLockError' });
        expect(failure.message).toContain(`stayed locked for 300 ms: public.owners by pid ${pid} (payroll, `);
        expect(await trap.tables()).toEqual(['public.owners']);
      },
    );

    it('a session that is busy with another table is not accused', async () => {
      await trap.query('CREATE TABLE owners (id integer PRIMARY KEY); CREATE TABLE unrelated (id integer)');
      const dataSource = await trap.connect([owners, pets]);
      const message = await trap.session(trap.url, async (bystander) => {
        await bystander.query(`SET application_name = 'bystander'; BEGIN; INSERT INTO unrelated VALUES (1)`);
        return besides('LOCK TABLE owners', () =>
          createMissingTables(dataSource, { lockTimeoutMs: 300 }).catch((error: Error) => error.message),
        );
      });
      expect(message).toContain('payroll');
      expect(message).not.toContain('bystander');
    });

    it('readers do not hinder it', async () => {
      await trap.query('CREATE TABLE owners (id integer PRIMARY KEY)');
      const dataSource = await trap.connect([owners, pets]);
      const { created } = await besides('SELECT * FROM owners', () => createMissingTables(dataSource));
      expect(created).toEqual(['public.pets']);
    });

    it('waited for by who alters it, behind a reader: that one is named, as the creation queues behind', async () => {
      await trap.query('CREATE TABLE owners (id integer PRIMARY KEY)');
      const dataSource = await trap.connect([owners, pets]);
      const message = await besides('SELECT FROM owners', () =>
        trap.session(trap.url, async (altering) => {
          await altering.query(`SET application_name = 'altering'`);
          const altered = altering.query('ALTER TABLE owners ADD name text').catch(() => undefined);
          const waiting = `SELECT FROM pg_locks WHERE NOT granted AND relation = 'owners'::regclass
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
          while ((await trap.query(waiting)).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
          const told = await createMissingTables(dataSource, { lockTimeoutMs: 300 }).catch(({ message }) => message);
          await altering.end();
          await altered;
          return told;
        }),
      );
      expect(message).toMatch(/stayed locked for 300 ms: public\.owners by pid \d+ \(altering, /);
      expect(message).not.toContain('payroll');
    });

    it('released in time: the creation goes on', async () => {
      await trap.query('CREATE TABLE owners (id integer PRIMARY KEY)');
      const dataSource = await trap.connect([owners, pets]);
      const report = await besides('LOCK TABLE owners', async (client) => {
        const creation = createMissingTables(dataSource);
        setTimeout(() => void client.query('COMMIT'), 300);
        return creation;
      });
      expect(report.created).toEqual(['public.pets']);
    });
  });

  describe('on what a creation writes', () => {
    it.each([
      ['a table', 'CREATE TABLE pets (id integer)'],
      ['a type', 'CREATE TYPE pets AS (id integer)'],
    ])('%s of the same name in an open transaction: the message says so, and whose it is', async (_what, sql) => {
      const told = await creationBesides(sql);
      expect(told).toMatch(/waited 300 ms .* an object of the same name; these are open: pid \d+ \(payroll, /);
      expect(told).not.toMatch(/foreign key|ended meanwhile/);
      expect(await trap.tables()).toEqual([]);
    });

    it('who only has written rows is not named beside who makes something', async () => {
      await trap.query('CREATE TABLE unrelated (id integer)');
      const told = await trap.session(trap.url, async (bystander) => {
        await bystander.query(`SET application_name = 'bystander'; BEGIN; INSERT INTO unrelated VALUES (1)`);
        return creationBesides('CREATE TABLE pets (id integer)');
      });
      expect(told).toContain('(payroll, ');
      expect(told).not.toContain('bystander');
    });

    it('the journal, of which an index is being made: it is named', async () => {
      await createMissingTables(await trap.connect([owners]));
      expect(await creationBesides('CREATE INDEX ON database_lifecycle_journal (at)')).toMatch(
        /stayed locked for 300 ms: public\.database_lifecycle_journal by pid \d+ \(payroll, /,
      );
    });
  });

  describe('on the records that a look reads', () => {
    class Made1700000000000 implements MigrationInterface {
      async up(): Promise<void> {}
      async down(): Promise<void> {}
    }
    const options = { lockTimeoutMs: 300 };

    beforeEach(async () => {
      await trap.query('CREATE TABLE migrations (id serial PRIMARY KEY, timestamp bigint, name varchar)');
      await createMissingTables(await trap.connect([owners]));
    });

    describe.each([
      ['a start', async (dataSource: DataSource): Promise<unknown> => createMissingTables(dataSource, options)],
      ['a dry run', async (dataSource: DataSource): Promise<unknown> => planMissingTables(dataSource, options)],
    ])('%s', (_which, look) => {
      it.each(['database_lifecycle_journal', 'migrations'])(
        'waits for %s within bounds, and names who has it',
        async (table) => {
          const dataSource = await trap.connect([owners], { migrations: [Made1700000000000], poolSize: 1 });
          const message = await trap.session(trap.url, async (bystander) => {
            await bystander.query(
              `SET application_name = 'bystander'; CREATE TABLE unrelated (); BEGIN; LOCK TABLE unrelated`,
            );
            return besides(`LOCK TABLE ${table}`, () =>
              look(dataSource).catch((error: Error) => `${error.name}: ${error.message}`),
            );
          });
          expect(message).toMatch(
            new RegExp(`^LifecycleLockError: .* stayed locked for .*: public\\.${table} by pid \\d+ \\(payroll, `),
          );
          expect(message).toContain('SELECT pg_terminate_backend(<pid>)');
          expect(message).not.toContain('bystander');
          // The next to get the connection waits as it did before.
          expect(await dataSource.query('SHOW lock_timeout')).toEqual([{ lock_timeout: '0' }]);
          await look(dataSource);
          expect(await dataSource.query('SHOW lock_timeout')).toEqual([{ lock_timeout: '0' }]);
        },
      );
    });

    it('so does the look under the lifecycle lock', async () => {
      const locking = new Client({ connectionString: trap.url, application_name: 'payroll' });
      await locking.connect();
      const wire = await tapWire(trap.url, async ({ sql = '' }) => {
        if (sql.includes('pg_try_advisory_xact_lock'))
          await locking.query('BEGIN; LOCK TABLE database_lifecycle_journal');
      });
      try {
        const dataSource = await trap.connect([owners, pets], { url: wire.url });
        await expect(createMissingTables(dataSource, options)).rejects.toThrow(
          /public\.database_lifecycle_journal by pid \d+ \(payroll, /,
        );
      } finally {
        await locking.end();
        await wire.close();
      }
    });
  });

  describe('the lifecycle lock', () => {
    const slow = `CREATE FUNCTION slow() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(1.5); END';
      CREATE EVENT TRIGGER slow ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION slow()`;

    async function inSlowMotion(work: () => Promise<void>): Promise<void> {
      await trap.query(`CREATE SCHEMA one; CREATE SCHEMA two; ${slow}`);
      try {
        await work();
      } finally {
        await trap.query('DROP EVENT TRIGGER slow');
      }
    }

    it('is the same for two processes of one app: the second waits, says for whom, and finds nothing to do', async () => {
      await inSlowMotion(async () => {
        const [first, second] = await Promise.all([tenant('one'), tenant('one')]);
        const creation = createMissingTables(first);
        await new Promise((resolve) => setTimeout(resolve, 300));
        const waits: string[] = [];
        const late = await createMissingTables(
          second,
          {},
          {
            onWait: (holders) => waits.push(...holders.map(({ application, pid }) => `${application} ${typeof pid}`)),
          },
        );
        expect(waits).toEqual(['app of one number']);
        expect(late.created).toEqual([]);
        expect((await creation).created).toEqual(['one.owners']);
      });
    });

    it('is waited for within bounds, and the message names the holder', async () => {
      await inSlowMotion(async () => {
        const [first, second] = await Promise.all([tenant('one'), tenant('one')]);
        const creation = createMissingTables(first);
        await new Promise((resolve) => setTimeout(resolve, 300));
        await expect(createMissingTables(second, { lockWaitTimeoutMs: 200 })).rejects.toThrow(
          /still holds the lifecycle lock of this database after 200 ms, to create, seed, migrate, .*: pid \d+ \(app of one, /,
        );
        await creation;
      });
    });

    it.each([
      ['of another schema', () => tenant('two')],
      [
        'with another migrations table',
        () => tenant('one', { migrationsTableName: 'other', entities: [pets, owners] }),
      ],
    ])('does not hold up an app %s', async (_which, other) => {
      await inSlowMotion(async () => {
        const [first, second] = [await tenant('one'), await other()];
        const creation = createMissingTables(first);
        await new Promise((resolve) => setTimeout(resolve, 300));
        const waits: unknown[] = [];
        // A table of the same name is being made: the second looks again, and makes what is missing still.
        await createMissingTables(second, {}, { onWait: (holders) => waits.push(holders) });
        expect(waits).toEqual([]);
        await creation;
        expect(await createMissingTables(second)).toMatchObject({ created: [] });
        const failures = `SELECT FROM one.database_lifecycle_journal WHERE details->>'result' = 'failed'`;
        expect(await trap.query(failures)).toEqual([]);
      });
    });

    it('is the one of earlier releases, beside which this one is started', () => {
      expect(lifecycleLockKey('public', 'migrations')).toEqual([1380180047, 638588582]);
    });

    it('is one for two spellings of the database in a URL', async () => {
      await inSlowMotion(async () => {
        const spelled = trap.url.replace(trap.name, trap.name.replaceAll('_', '%5F'));
        const [first, second] = [await tenant('one'), await tenant('one', { url: spelled })];
        const creation = createMissingTables(first);
        await new Promise((resolve) => setTimeout(resolve, 300));
        const waits: unknown[] = [];
        expect(await createMissingTables(second, {}, { onWait: (holders) => waits.push(holders) })).toMatchObject({
          created: [],
        });
        expect(waits).toHaveLength(1);
        await creation;
      });
    });

    it('looks again under it: who made a table meanwhile without it is seen before anything is told or sent', async () => {
      const dataSource = await trap.connect([owners, pets]);
      const meanwhile = ['CREATE TABLE owners (id int PRIMARY KEY)'];
      dataSource.subscribers.push({
        beforeTransactionStart: async () => {
          for (const sql of meanwhile.splice(0)) await trap.query(sql);
        },
      });
      const told: unknown[] = [];
      const { created } = await createMissingTables(dataSource, {}, { onMissing: (paths) => told.push(paths) });
      expect(created).toEqual(['public.pets']);
      expect(told).toEqual([['public.pets']]);
    });

    it('works at pool size 1', async () => {
      const dataSource = await trap.connect([owners, pets], { poolSize: 1 });
      expect((await createMissingTables(dataSource)).created).toEqual(['public.owners', 'public.pets']);
      expect((await createMissingTables(dataSource)).created).toEqual([]);
    });
  });
});
