import type { Client } from 'pg';
import { createMissingTables } from '../../src/database-lifecycle';
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
        expect(failure.message).toMatch(/refers to stayed locked for 300 ms by/);
        expect(failure.message).toContain(`pid ${pid} (payroll, `);
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
          /still creates tables or seeds in this database after 200 ms: pid \d+ \(app of one, /,
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
        // The table of the same name is being made, so the second may fail: it must not wait for the lock.
        await createMissingTables(second, {}, { onWait: (holders) => waits.push(holders) }).catch(() => undefined);
        expect(waits).toEqual([]);
        await creation;
      });
    });

    it('works at pool size 1', async () => {
      const dataSource = await trap.connect([owners, pets], { poolSize: 1 });
      expect((await createMissingTables(dataSource)).created).toEqual(['public.owners', 'public.pets']);
      expect((await createMissingTables(dataSource)).created).toEqual([]);
    });
  });
});
