import { Injectable, Module, type DynamicModule } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { TerminusModule } from '@nestjs/terminus';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Column, DataSource, Entity, PrimaryGeneratedColumn, type DataSourceOptions } from 'typeorm';
import {
  DatabaseLifecycleModule,
  DatabaseLifecycleService,
  getDatabaseLifecycleToken,
  InjectDatabaseLifecycle,
  Seeder,
  type SeederContext,
  type SeederRunner,
} from '../../src/database-lifecycle';
import { DatabaseLifecycleHealthIndicator } from '../../src/database-lifecycle/health';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';

@Entity('pets')
class Pet {
  @PrimaryGeneratedColumn() id: number;
  @Column() name: string;
}

@Entity('bills')
class Bill {
  @PrimaryGeneratedColumn() id: number;
  @Column() reason: string;
}

@Seeder({ key: 'sample', entities: [Pet] })
class PetsSeeder implements SeederRunner {
  async run({ manager }: SeederContext): Promise<void> {
    await manager.insert(Pet, { name: 'Rex' });
  }
}

@Seeder({ key: 'sample', entities: [Bill] })
class BillsSeeder implements SeederRunner {
  async run({ manager }: SeederContext): Promise<void> {
    await manager.insert(Bill, { reason: 'food' });
  }
}

@Injectable()
class Clerk {
  constructor(
    readonly pets: DatabaseLifecycleService,
    @InjectDatabaseLifecycle('billing') readonly bills: DatabaseLifecycleService,
  ) {}
}

@Module({ providers: [Clerk, PetsSeeder, BillsSeeder] })
class Office {}

const connected = ({ url }: TestDatabase, options: Partial<DataSourceOptions> & { name?: string }): DynamicModule =>
  TypeOrmModule.forRoot({ type: 'postgres', url, installExtensions: false, retryAttempts: 1, ...options } as object);

/** Without what injects the services. */
const compiled = (...imports: DynamicModule[]): Promise<TestingModule> =>
  Test.createTestingModule({ imports })
    .setLogger({ log: () => undefined, warn: () => undefined, error: () => undefined })
    .compile();

const tables = async (database: TestDatabase): Promise<string[]> =>
  (
    await database.query<{ tablename: string }>(
      `SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`,
    )
  ).map(({ tablename }) => tablename);

describe('an app with two DataSources', () => {
  let first: TestDatabase;
  let second: TestDatabase;
  let app: TestingModule | undefined;

  beforeEach(async () => {
    first = await createEmptyDatabase();
    second = await createEmptyDatabase();
  });

  afterEach(async () => {
    await app?.close();
    app = undefined;
    await first.drop();
    await second.drop();
  });

  const start = async (...imports: DynamicModule[]): Promise<TestingModule> => {
    app = await Test.createTestingModule({
      imports: [...imports, TerminusModule.forRoot({ logger: false }), Office],
      providers: [DatabaseLifecycleHealthIndicator],
    }).compile();
    app.useLogger(false);
    return app.init();
  };

  const startBoth = (): Promise<TestingModule> =>
    start(
      connected(second, { name: 'billing', entities: [Bill] }),
      connected(first, { entities: [Pet] }),
      DatabaseLifecycleModule.forRootAsync({ dataSource: 'billing', useFactory: () => ({ journalTable: 'diary' }) }),
      DatabaseLifecycleModule.forRoot({}),
    );

  it('has for each its tables, its seeders, its journal and its lock', async () => {
    const { pets, bills } = (await startBoth()).get(Clerk, { strict: false });
    expect(await tables(first)).toEqual(['database_lifecycle_journal', 'pets']);
    expect(await tables(second)).toEqual(['bills', 'diary']);
    expect(await first.query('SELECT name FROM pets')).toEqual([{ name: 'Rex' }]);
    expect(await second.query('SELECT reason FROM bills')).toEqual([{ reason: 'food' }]);
    // PostgreSQL keeps the locks of two databases apart.
    expect(pets.target.lockKey).toEqual(bills.target.lockKey);
  });

  it('injects the unnamed one by the class, and the other by its name, whatever the order of registration', async () => {
    const started = await startBoth();
    const { pets, bills } = started.get(Clerk, { strict: false });
    expect(pets.target.dataSource.hasMetadata(Pet)).toBe(true);
    expect(bills.target.dataSource.hasMetadata(Bill)).toBe(true);
    expect(started.get(DatabaseLifecycleService, { strict: false })).toBe(pets);
    expect(started.get(getDatabaseLifecycleToken('billing'), { strict: false })).toBe(bills);
  });

  it('tells the readiness of each', async () => {
    const indicator = (await startBoth()).get(DatabaseLifecycleHealthIndicator);
    await second.query('DROP TABLE bills');
    expect(await indicator.isReady()).toEqual({ database: { status: 'up' } });
    expect(await indicator.isReady('billing', 'billing')).toEqual({
      billing: { status: 'down', reasons: ['missing-tables'] },
    });
  });

  it('of one schema: creates the tables of both', async () => {
    await start(
      connected(first, { entities: [Pet] }),
      connected(first, { name: 'billing', entities: [Bill] }),
      DatabaseLifecycleModule.forRoot({ autoSeed: false }),
      DatabaseLifecycleModule.forRoot({ dataSource: 'billing', autoSeed: false }),
    );
    expect(await tables(first)).toEqual(['bills', 'database_lifecycle_journal', 'pets']);
  });

  it('refuses two registrations for one of them, and touches nothing', async () => {
    const starting = start(
      connected(first, { entities: [Pet] }),
      connected(second, { name: 'billing', entities: [Bill] }),
      DatabaseLifecycleModule.forRoot({ dataSource: 'billing' }),
      DatabaseLifecycleModule.forRoot({ dataSource: 'billing', autoSeed: false }),
      DatabaseLifecycleModule.forRoot({}),
    );
    await expect(starting).rejects.toMatchObject({
      name: 'LifecycleConfigurationError',
      exitCode: 2,
      message: expect.stringContaining('registered twice for DataSource "billing"') as unknown,
    });
    expect(await tables(second)).toEqual([]);
  });

  describe('a DataSource that Nest does not find', () => {
    // Compiling ends before they would have connected.
    const idle = { manualInitialization: true } as object;

    it('is told with the names of those that there are', async () => {
      const starting = compiled(
        connected(first, idle),
        connected(second, { name: 'billing', ...idle }),
        DatabaseLifecycleModule.forRoot({ dataSource: 'biling' }),
      );
      await expect(starting).rejects.toMatchObject({ name: 'LifecycleConfigurationError', exitCode: 2 });
      await expect(starting).rejects.toThrow(
        'DatabaseLifecycleModule is to look after DataSource "biling", which Nest does not find; the app has the unnamed DataSource, DataSource "billing".',
      );
      await expect(starting).rejects.toThrow(`DatabaseLifecycleModule.forRoot({ dataSource: 'billing' })`);
    });

    it('is told where only a factory names it', async () => {
      const starting = compiled(
        TypeOrmModule.forRootAsync({
          useFactory: () => ({ type: 'postgres', url: first.url, name: 'pets', ...idle }),
        }),
        DatabaseLifecycleModule.forRoot({ dataSource: 'pets' }),
      );
      await expect(starting).rejects.toThrow(
        "To have it, name it in TypeOrmModule.forRoot({ name: 'pets', ... }); with forRootAsync() beside useFactory",
      );
    });

    it('is told where a module has it for itself', async () => {
      const own = { module: class Database {}, providers: [{ provide: DataSource, useFactory: async () => ({}) }] };
      await expect(compiled(own, DatabaseLifecycleModule.forRoot())).rejects.toThrow(
        'the unnamed DataSource, which a module of the app keeps to itself.\n  -> Let that module export it and be global',
      );
    });

    it('is told where there is none', async () => {
      await expect(compiled(DatabaseLifecycleModule.forRoot())).rejects.toThrow(
        'the unnamed DataSource, which Nest does not find; the app has none.',
      );
    });

    it('is not what a DataSource is taken for that fails to connect', async () => {
      const nowhere = { url: 'postgres://127.0.0.1:1/app' } as TestDatabase;
      for (const imports of [
        [connected(nowhere, { entities: [Pet] }), DatabaseLifecycleModule.forRoot()],
        [DatabaseLifecycleModule.forRoot(), connected(nowhere, { entities: [Pet] })],
      ])
        await expect(compiled(...imports)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    });
  });
});
