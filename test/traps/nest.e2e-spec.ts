import {
  Injectable,
  Module,
  type OnApplicationBootstrap,
  type OnModuleInit,
  type Provider,
  type Type,
} from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { InjectDataSource, TypeOrmModule } from '@nestjs/typeorm';
import { Column, DataSource, Entity, PrimaryColumn, type DataSourceOptions } from 'typeorm';
import {
  connectDataSource,
  DatabaseLifecycleModule,
  DatabaseLifecycleService,
  type DatabaseLifecycleOptionsFactory,
} from '../../src/database-lifecycle';
import { useTrapDatabase } from './support/trap-database';

@Entity('pets')
class Pet {
  @PrimaryColumn() id: number;
  @Column({ nullable: true }) name: string;
}

/** Looks at a moment of the start whether the table is there. */
@Injectable()
class Witness implements OnModuleInit, OnApplicationBootstrap {
  readonly seen: Record<string, boolean> = {};

  constructor(@InjectDataSource() protected readonly dataSource: DataSource) {}

  async onModuleInit(): Promise<void> {
    await this.look('onModuleInit');
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.look('onApplicationBootstrap');
  }

  protected async look(moment: string): Promise<void> {
    const [{ there }] = await this.dataSource.query<[{ there: boolean }]>(
      `SELECT to_regclass('pets') IS NOT NULL AS there`,
    );
    this.seen[moment] = there;
  }
}

@Injectable()
class PatientWitness extends Witness {
  constructor(
    @InjectDataSource() dataSource: DataSource,
    private readonly lifecycle: DatabaseLifecycleService,
  ) {
    super(dataSource);
  }

  override async onModuleInit(): Promise<void> {
    await this.lifecycle.ready();
    await super.onModuleInit();
  }
}

const moduleOf = (...providers: Provider[]): Type => {
  @Module({ providers, exports: providers as never })
  class SomeModule {}
  return SomeModule;
};

describe('in Nest', () => {
  const trap = useTrapDatabase();
  const started: TestingModule[] = [];
  const options = (more: object = {}) =>
    ({
      type: 'postgres',
      url: trap.url,
      entities: [Pet],
      installExtensions: false,
      retryAttempts: 0,
      ...more,
    }) as DataSourceOptions;

  async function start(...imports: unknown[]): Promise<TestingModule> {
    const app = await Test.createTestingModule({ imports: imports as Type[] })
      .setLogger({ log: () => undefined, warn: () => undefined, error: () => undefined })
      .compile();
    started.push(app);
    return app.init();
  }

  afterEach(async () => {
    for (const app of started.splice(0)) await app.close();
  });

  const journals = () =>
    trap.query(`SELECT relname FROM pg_class WHERE relname IN ('diary', 'database_lifecycle_journal')`);

  describe('hook order', () => {
    it('onModuleInit of another module runs before the tables are there', async () => {
      const app = await start(TypeOrmModule.forRoot(options()), DatabaseLifecycleModule.forRoot({}), moduleOf(Witness));
      expect(app.get(Witness, { strict: false }).seen.onModuleInit).toBe(false);
    });

    it('onModuleInit that awaits ready() finds them', async () => {
      const app = await start(
        TypeOrmModule.forRoot(options()),
        DatabaseLifecycleModule.forRoot({}),
        moduleOf(PatientWitness),
      );
      expect(app.get(PatientWitness, { strict: false }).seen).toEqual({
        onModuleInit: true,
        onApplicationBootstrap: true,
      });
    });

    it.each([
      ['before it', (own: unknown, other: unknown) => [other, own]],
      ['after it', (own: unknown, other: unknown) => [own, other]],
    ])('onApplicationBootstrap of a module imported %s finds them, as the module is global', async (_where, order) => {
      const app = await start(
        TypeOrmModule.forRoot(options()),
        ...order(DatabaseLifecycleModule.forRoot({}), moduleOf(Witness)),
      );
      expect(app.get(Witness, { strict: false }).seen.onApplicationBootstrap).toBe(true);
    });

    it('so does that of a module that others import, however deep', async () => {
      const deep = moduleOf(Witness);
      @Module({ imports: [deep] })
      class Middle {}
      @Module({ imports: [Middle] })
      class Outer {}
      const app = await start(Outer, TypeOrmModule.forRoot(options()), DatabaseLifecycleModule.forRoot({}));
      expect(app.get(Witness, { strict: false }).seen.onApplicationBootstrap).toBe(true);
    });

    it('with isGlobal: false the order is that of the imports', async () => {
      const app = await start(
        moduleOf(Witness),
        TypeOrmModule.forRoot(options()),
        DatabaseLifecycleModule.forRoot({ isGlobal: false }),
      );
      expect(app.get(Witness, { strict: false }).seen.onApplicationBootstrap).toBe(false);
      expect(await trap.tables()).toEqual(['public.pets']);
    });

    it('create() without init() runs nothing', async () => {
      const app = await Test.createTestingModule({
        imports: [TypeOrmModule.forRoot(options()), DatabaseLifecycleModule.forRoot({})],
      }).compile();
      started.push(app);
      expect(await app.get(DatabaseLifecycleService).plan()).toMatchObject({ batches: [{ creates: ['public.pets'] }] });
      expect(await trap.tables()).toEqual([]);
    });

    it('ready() runs once, whoever asks', async () => {
      const app = await start(TypeOrmModule.forRoot(options()), DatabaseLifecycleModule.forRoot({}));
      const lifecycle = app.get(DatabaseLifecycleService);
      await trap.query('DROP TABLE pets');
      await Promise.all([lifecycle.ready(), lifecycle.ready()]);
      expect(await trap.tables()).toEqual([]);
    });
  });

  describe('registration', () => {
    @Injectable()
    class Options implements DatabaseLifecycleOptionsFactory {
      createDatabaseLifecycleOptions() {
        return { journalTable: 'diary' };
      }
    }

    it.each([
      ['forRoot()', () => DatabaseLifecycleModule.forRoot({ journalTable: 'diary' })],
      [
        'forRootAsync({ useFactory })',
        () => DatabaseLifecycleModule.forRootAsync({ useFactory: () => ({ journalTable: 'diary' }) }),
      ],
      ['forRootAsync({ useClass })', () => DatabaseLifecycleModule.forRootAsync({ useClass: Options })],
      [
        'forRootAsync({ useExisting })',
        () => DatabaseLifecycleModule.forRootAsync({ imports: [moduleOf(Options)], useExisting: Options }),
      ],
    ])('%s takes the options', async (_style, register) => {
      await start(TypeOrmModule.forRoot(options()), register());
      expect(await trap.tables()).toContain('public.pets');
      expect(await journals()).toEqual([{ relname: 'diary' }]);
    });

    it('forRoot() needs no options, as each has a default', async () => {
      await start(TypeOrmModule.forRoot(options()), DatabaseLifecycleModule.forRoot());
      expect(await trap.tables()).toContain('public.pets');
      expect(await journals()).toEqual([{ relname: 'database_lifecycle_journal' }]);
    });

    it('forRootAsync() injects what the factory asks for', async () => {
      const app = await start(
        TypeOrmModule.forRoot(options()),
        DatabaseLifecycleModule.forRootAsync({
          imports: [moduleOf({ provide: 'diary', useValue: 'diary' })],
          inject: ['diary'],
          useFactory: (journalTable: string) => ({ journalTable }),
        }),
      );
      expect(app.get(DatabaseLifecycleService).target.journal).toEqual({ schema: 'public', name: 'diary' });
    });

    it('autoCreate: false only tells', async () => {
      await start(TypeOrmModule.forRoot(options()), DatabaseLifecycleModule.forRoot({ autoCreate: false }));
      expect(await trap.tables()).toEqual([]);
    });

    it('a named second DataSource is looked after by a second registration', async () => {
      @Entity('bills')
      class Bill {
        @PrimaryColumn() id: number;
      }
      await start(
        TypeOrmModule.forRoot(options()),
        TypeOrmModule.forRoot(options({ name: 'billing', entities: [Bill], schema: 'billing' })),
        DatabaseLifecycleModule.forRoot({}),
        DatabaseLifecycleModule.forRoot({ dataSource: 'billing' }),
      );
      expect(await trap.tables()).toEqual(['billing.bills', 'public.pets']);
    });

    it('entities of TypeOrmModule.forFeature() count with autoLoadEntities', async () => {
      await start(
        TypeOrmModule.forRoot(options({ entities: [], autoLoadEntities: true })),
        DatabaseLifecycleModule.forRoot({}),
        TypeOrmModule.forFeature([Pet]),
      );
      expect(await trap.tables()).toEqual(['public.pets']);
    });
  });

  describe('refuses to start', () => {
    const doors = [
      ['TypeOrmModule.forRoot()', (unsafe: object) => TypeOrmModule.forRoot(options(unsafe))],
      [
        'connectDataSource()',
        (unsafe: object) =>
          TypeOrmModule.forRootAsync({
            useFactory: () => ({ ...options(unsafe), toRetry: () => false }),
            dataSourceFactory: connectDataSource,
          }),
      ],
    ] as const;

    it.each(
      doors.flatMap(([door, connect]) =>
        (['synchronize', 'dropSchema', 'migrationsRun'] as const).map((option) => [option, door, connect] as const),
      ),
    )('with %s: true through %s', async (option, door, connect) => {
      const starting = start(connect({ [option]: true }), DatabaseLifecycleModule.forRoot({}));
      await expect(starting).rejects.toMatchObject({ name: 'LifecycleConfigurationError', exitCode: 2 });
      await expect(starting).rejects.toThrow(
        `The DataSource option "${option}" is true beside DatabaseLifecycleModule; it alters or drops tables on its own${door === 'connectDataSource()' ? '.' : ', and TypeORM may have done so already'}`,
      );
      if (door === 'connectDataSource()') expect(await trap.tables()).toEqual([]);
    });

    it('with a lockTimeoutMs of 0, which would wait without end', async () => {
      const starting = start(TypeOrmModule.forRoot(options()), DatabaseLifecycleModule.forRoot({ lockTimeoutMs: 0 }));
      await expect(starting).rejects.toMatchObject({ name: 'LifecycleConfigurationError', exitCode: 2 });
      await expect(starting).rejects.toThrow('The option lockTimeoutMs is 0, expected');
    });

    it("with autoCreate: 'false', which a variable says and JavaScript takes for true", async () => {
      const lifecycle = { autoCreate: 'false' as unknown as boolean };
      const starting = start(TypeOrmModule.forRoot(options()), DatabaseLifecycleModule.forRoot(lifecycle));
      await expect(starting).rejects.toThrow("The option autoCreate is 'false', expected true or false.");
      expect(await trap.tables()).toEqual([]);
    });

    it('with a DataSource that is not initialized', async () => {
      const starting = start(
        TypeOrmModule.forRoot(options({ manualInitialization: true })),
        DatabaseLifecycleModule.forRoot(),
      );
      await expect(starting).rejects.toThrow('The DataSource is not initialized');
    });

    it('connectDataSource() does so before synchronize or dropSchema have done anything', async () => {
      await trap.query('CREATE TABLE treasure (id integer)');
      const [, connect] = doors[1];
      const unsafe = { synchronize: true, dropSchema: true };
      await expect(start(connect(unsafe), DatabaseLifecycleModule.forRoot({}))).rejects.toThrow('is true beside');
      expect(await trap.tables()).toEqual(['public.treasure']);
    });

    it.each([null, undefined, 'development'])(
      'with a factory that answers with %j, for which the defaults might do more than was meant',
      async (answer) => {
        const module = DatabaseLifecycleModule.forRootAsync({ useFactory: () => answer as never });
        await expect(start(TypeOrmModule.forRoot(options()), module)).rejects.toMatchObject({
          name: 'LifecycleConfigurationError',
          exitCode: 2,
          message: expect.stringMatching(
            /^The options of DatabaseLifecycleModule are (null|undefined|'development'), expected an object.*\n {2}-> .*useFactory: \(\) => \(\{\}\)/,
          ) as unknown,
        });
        expect(await trap.tables()).toEqual([]);
      },
    );

    it.each([
      ['an entity', 'pets', 'the table of entity Pet'],
      ['the record of migrations', 'migrations', "TypeORM's record of migrations"],
    ])('with a journal that is named like %s, before anything is made', async (_what, journalTable, whose) => {
      const module = DatabaseLifecycleModule.forRoot({ journalTable });
      await expect(start(TypeOrmModule.forRoot(options()), module)).rejects.toMatchObject({
        name: 'LifecycleConfigurationError',
        message: expect.stringContaining(
          `The option journalTable is '${journalTable}', and public.${journalTable} is ${whose}`,
        ) as unknown,
      });
      expect(await trap.tables()).toEqual([]);
    });

    it('with a plan that has a problem', async () => {
      await trap.query('CREATE VIEW pets AS SELECT 1');
      await expect(start(TypeOrmModule.forRoot(options()), DatabaseLifecycleModule.forRoot({}))).rejects.toMatchObject({
        name: 'LifecyclePlanError',
      });
    });
  });
});
