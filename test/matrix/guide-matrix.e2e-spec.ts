import { ConsoleLogger, Injectable } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import { type DataSourceOptions, Entity, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import {
  DatabaseLifecycleModule,
  DatabaseLifecycleService,
  Seeder,
  type SeederContext,
  type SeederRunner,
} from '../../src/database-lifecycle';
import { User } from '../../src/users/user.entity';
import { UsersSeeder } from '../../src/users/users.seeder';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';

@Entity('pets')
class Pet {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @ManyToOne(() => User)
  owner: User;
}

class MemoryLogger extends ConsoleLogger {
  readonly lines: string[] = [];

  protected override printMessages(messages: unknown[], context?: string, level?: string): void {
    if (context === 'DatabaseLifecycle') this.lines.push(...messages.map((message) => `${level} ${String(message)}`));
  }
}

/** Sample data that tells how often it ran. */
@Seeder({ key: 'production-only-by-mistake', entities: [Pet], environments: ['development', 'test', 'production'] })
@Injectable()
class CarelessSeeder implements SeederRunner {
  run({ manager }: SeederContext): Promise<void> {
    return manager.query(`INSERT INTO pets DEFAULT VALUES`);
  }
}

describe("the guide's matrix", () => {
  let database: TestDatabase;
  const apps: TestingModule[] = [];
  let before: NodeJS.ProcessEnv;

  beforeEach(async () => {
    before = { ...process.env };
    database = await createEmptyDatabase();
  });
  afterEach(async () => {
    process.env = before;
    for (const app of apps.splice(0)) await app.close();
    await database?.drop();
  });

  /** One start of an app with these entities; what the lifecycle logged, and how the app can be asked. */
  async function boot(
    entities: DataSourceOptions['entities'],
    {
      variables = {},
      providers = [UsersSeeder],
    }: { variables?: Record<string, string>; providers?: (new () => SeederRunner)[] } = {},
  ): Promise<{ lines: readonly string[]; lifecycle: DatabaseLifecycleService }> {
    delete process.env.ENVIRONMENT;
    Object.assign(process.env, variables);
    const logger = new MemoryLogger();
    const options = {
      type: 'postgres',
      url: database.url,
      entities,
      installExtensions: false,
      uuidExtension: 'pgcrypto',
    };
    const module = Test.createTestingModule({
      imports: [
        TypeOrmModule.forRoot({ ...options, retryAttempts: 0 } as DataSourceOptions),
        DatabaseLifecycleModule.forRoot({}),
      ],
      providers,
    });
    const app = await module.setLogger(logger).compile();
    apps.push(app);
    await app.init();
    return { lines: logger.lines, lifecycle: app.get(DatabaseLifecycleService) };
  }

  const development = { variables: { ENVIRONMENT: 'development' } };
  const tables = async (): Promise<string[]> =>
    (
      await database.query<{ name: string }>(
        `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1`,
      )
    ).map(({ name }) => name);
  /** Every row of the users, where it lies, and the identity and file of the table. */
  const users = () =>
    database.query(`SELECT u.*, u.xmin::text, u.ctid::text, c.oid, c.relfilenode, c.relnatts, c.relhasindex, c.relchecks
      FROM users u JOIN pg_class c ON c.oid = u.tableoid ORDER BY u.id`);

  it('first run: all missing tables are created, then sample data', async () => {
    const { lines } = await boot([User, Pet], development);
    expect(lines[0]).toBe('log 🆕 New tables to create: users, pets');
    expect(lines[1]).toMatch(/^log ✅ Created 2 tables in \d+ ms$/);
    expect(lines[2]).toBe('log 🌱 Seeded users: 4 records');
    expect(lines).toHaveLength(3);
    expect(await tables()).toEqual(['database_lifecycle_journal', 'pets', 'users']);
  });

  it('subsequent runs: nothing is dropped, created or seeded, and the data stay', async () => {
    await boot([User, Pet], development);
    const then = await users();
    for (const run of ['second', 'third']) {
      const { lines } = await boot([User, Pet], { variables: { ENVIRONMENT: 'development', RUN: run } });
      expect(lines).toEqual([expect.stringMatching(/^log ✅ All 2 tables exist, nothing to create \(\d+ ms\)$/)]);
    }
    expect(await users()).toEqual(then);
    expect(then).toHaveLength(4);
  });

  it('subsequent runs: data that were deleted do not come back', async () => {
    await boot([User], development);
    await database.query('DELETE FROM users');
    await boot([User], development);
    expect(await users()).toEqual([]);
  });

  it('new model added: only its table is created, and every row of the others stays as and where it is', async () => {
    await boot([User], development);
    const then = await users();
    expect(then).toHaveLength(4);

    const { lines } = await boot([User, Pet], development);
    expect(lines).toEqual([
      'log 🆕 New tables to create: pets',
      expect.stringMatching(/^log ✅ Created 1 table in \d+ ms; the 1 that existed was left as found$/),
    ]);
    expect(await users()).toEqual(then);
    expect(await tables()).toEqual(['database_lifecycle_journal', 'pets', 'users']);
  });

  it('a model removed: its table and data stay', async () => {
    await boot([User, Pet], development);
    await database.query(`INSERT INTO pets ("ownerId") SELECT id FROM users LIMIT 1`);
    await boot([User], development);
    expect(await database.query('SELECT FROM pets')).toHaveLength(1);
  });

  describe('production: nothing is created, what is missing is told, and the app starts', () => {
    it.each([
      ['ENVIRONMENT=production', { ENVIRONMENT: 'production' }],
      ['NODE_ENV=production', { NODE_ENV: 'production' }],
      ['NODE_ENV=production beats ENVIRONMENT=development', { ENVIRONMENT: 'development', NODE_ENV: 'production' }],
      ['ENVIRONMENT=production beats NODE_ENV=development', { ENVIRONMENT: 'production', NODE_ENV: 'development' }],
    ])('%s', async (_name, variables) => {
      const { lines } = await boot([User, Pet], { variables, providers: [UsersSeeder, CarelessSeeder] });
      expect(lines).toEqual([
        'warn ⚠️ Missing tables: public.users, public.pets. In environment production none is created by itself, and no migration is pending; write one: npm run migration:generate -- <Name>, in development',
      ]);
      expect(await tables()).toEqual([]);
    });

    it.each(['staging', 'prod', 'Development', 'dev'])(
      'ENVIRONMENT=%s is treated like it, and a line says so',
      async (name) => {
        const { lines } = await boot([User], { variables: { ENVIRONMENT: name } });
        expect(lines).toEqual([
          `warn Environment "${name}" is none of development, test and production, so it is treated like production: no table is created`,
          expect.stringContaining(`Missing tables: public.users. In environment ${name} none is created by itself`),
        ]);
        expect(await tables()).toEqual([]);
      },
    );

    it('with every table there, it says that, and that development made them, and the data stay', async () => {
      await boot([User, Pet], development);
      const then = await users();
      const { lines } = await boot([User, Pet], {
        variables: { ENVIRONMENT: 'production' },
        providers: [CarelessSeeder],
      });
      expect(lines).toEqual([
        expect.stringMatching(/^warn ⚠️ Database \S+ is stamped development .*npm run db:environment -- production$/),
        'log Environment production: all tables exist; here tables come from migrations only',
      ]);
      expect(await users()).toEqual(then);
    });

    it('asked for by hand, creation and sample data are refused', async () => {
      const { lifecycle } = await boot([User], { variables: { ENVIRONMENT: 'production' } });
      await expect(lifecycle.create()).rejects.toMatchObject({ name: 'LifecycleRefusedError', exitCode: 4 });
      await expect(lifecycle.seed()).rejects.toMatchObject({ name: 'LifecycleRefusedError', exitCode: 4 });
      expect(await tables()).toEqual([]);
    });
  });
});
