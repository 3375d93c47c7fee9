import { NestFactory } from '@nestjs/core';
import { createMissingTables } from '../../src/database-lifecycle';
import { connectTo } from '../support/lifecycle-data-source';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { tapWire } from '../support/wire';
import { BootModule } from './boot.module';
import { bootProcess } from './boot.process';
import { Animal, Owner } from './entities';

const state = async (database: TestDatabase) => ({
  tables: await database.query(
    `SELECT relname FROM pg_class WHERE relname IN ('owners', 'animals', 'database_lifecycle_journal') ORDER BY 1`,
  ),
  types: await database.query(`SELECT typname FROM pg_type WHERE typname = 'owners_role_enum'`),
});

const untouched = { tables: [], types: [] };
const complete = {
  tables: [{ relname: 'animals' }, { relname: 'database_lifecycle_journal' }, { relname: 'owners' }],
  types: [{ typname: 'owners_role_enum' }],
};

/** Boots the app behind a wiretap; at message `victim` the process is killed before the message goes on. */
async function bootKilledAt(database: TestDatabase, victim: number) {
  const wire = await tapWire(database.url, async (_, position) => {
    if (position !== victim) return;
    boot.kill();
    await boot.result;
  });
  const boot = bootProcess(wire.url);
  const result = await boot.result;
  await wire.close();
  return { ...result, messages: wire.messages };
}

describe('kill -9 of a boot', () => {
  it('at each statement leaves all or nothing of a step, and the next boot completes', async () => {
    const whole = await createTestDatabase();
    const { messages, code } = await bootKilledAt(whole, -1);
    await whole.drop();
    expect(code).toBe(0);

    const killAt = async (victim: number): Promise<void> => {
      const database = await createTestDatabase();
      const { signal } = await bootKilledAt(database, victim);
      expect([victim, signal]).toEqual([victim, 'SIGKILL']);
      const { tables } = await state(database);
      expect([[], complete.tables]).toContainEqual(tables);
      if (tables.length > 0) {
        const [rows] =
          await database.query(`SELECT (SELECT count(*)::int FROM owners) AS owners, (SELECT count(*)::int FROM animals) AS animals,
          (SELECT array_agg(name ORDER BY id) FROM database_lifecycle_journal WHERE event = 'seed') AS seeded`);
        expect([
          { owners: 0, animals: 0, seeded: null },
          { owners: 4, animals: 0, seeded: ['owners'] },
          { owners: 4, animals: 4, seeded: ['owners', 'animals'] },
        ]).toContainEqual(rows);
      }

      process.env.DATABASE_URL = database.url;
      const app = await NestFactory.createApplicationContext(BootModule, { logger: false, abortOnError: false });
      await app.close();
      expect(await state(database)).toEqual(complete);
      expect(await database.query('SELECT event, name FROM database_lifecycle_journal ORDER BY id')).toEqual([
        { event: 'environment', name: 'development' },
        { event: 'create', name: 'public.owners' },
        { event: 'create', name: 'public.animals' },
        { event: 'seed', name: 'owners' },
        { event: 'seed', name: 'animals' },
      ]);
      expect(
        await database.query(
          'SELECT (SELECT count(*)::int FROM owners) AS owners, (SELECT count(*)::int FROM animals) AS animals',
        ),
      ).toEqual([{ owners: 4, animals: 4 }]);
      await database.drop();
    };
    const first = messages.findIndex(({ sql }) => sql?.includes('AS presence'));
    const victims = messages.flatMap(({ sql }, position) => (sql !== undefined && position >= first ? [position] : []));
    expect(victims.length).toBeGreaterThan(12);
    for (const victim of victims) await killAt(victim);
  }, 300_000);
});

describe('the server ends the session', () => {
  it('at each statement that it executes: nothing is left, and the next run completes', async () => {
    for (let statement = 1; ; statement += 1) {
      const database = await createTestDatabase();
      await database.query(`CREATE SEQUENCE ddl_commands; CREATE FUNCTION die() RETURNS event_trigger LANGUAGE plpgsql AS $$
        BEGIN IF nextval('ddl_commands') = ${statement} THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF; END $$;
        CREATE EVENT TRIGGER die ON ddl_command_end EXECUTE FUNCTION die();`);
      const dataSource = await connectTo(database.url, [Owner, Animal]);
      const outcome = await createMissingTables(dataSource).catch((error: Error) => error);
      if (outcome instanceof Error) {
        expect(await state(database)).toEqual(untouched);
        await createMissingTables(dataSource);
      }
      expect(await state(database)).toEqual(complete);
      await dataSource.destroy();
      await database.drop();
      if (!(outcome instanceof Error)) {
        expect(statement).toBeGreaterThan(6);
        return;
      }
    }
  }, 120_000);
});
