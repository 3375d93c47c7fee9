/** In words, and whether it is CommonJS: what each app is tried in. */
export const MODULE_SYSTEMS = [
  ['CommonJS', true],
  ['ES modules', false],
] as const;

const PETS = `import 'reflect-metadata';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

@Entity('pets')
export class Pet {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @Column()
  name!: string;
}
`;

const BILLS = PETS.replace("'pets'", "'bills'").replace('class Pet', 'class Bill').replace('name!', 'reason!');

const SEEDER = `import { Seeder, type SeederContext, type SeederRunner } from 'nest-database-lifecycle/seeding';
import { Pet } from './pet.entity.js';

@Seeder({ key: 'pets', entities: [Pet] })
export class PetsSeeder implements SeederRunner {
  async run({ manager }: SeederContext): Promise<void> {
    await manager.insert(Pet, { name: 'Rex' });
  }
}
`;

const IMPORTS = `import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { connectDataSource, DatabaseLifecycleModule } from 'nest-database-lifecycle';
import { Bill } from './bill.entity.js';
import { Pet } from './pet.entity.js';
import { PetsSeeder } from './pets.seeder.js';

void [connectDataSource, Bill, Pet, PetsSeeder];
const options = { type: 'postgres' as const, url: process.env.DATABASE_URL, retryAttempts: 1, installExtensions: false };
`;

/** The ways to register the module; each with what an app of that way has. */
const ROOTS = {
  'for-root': `@Module({
  imports: [TypeOrmModule.forRoot({ ...options, entities: [Pet] }), DatabaseLifecycleModule.forRoot({})],
  providers: [PetsSeeder],
})`,
  'for-root-async': `@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      useFactory: () => ({ ...options, entities: [Pet], toRetry: () => false }),
      dataSourceFactory: connectDataSource,
    }),
    DatabaseLifecycleModule.forRootAsync({ useFactory: async () => ({ journalTable: 'diary' }) }),
  ],
})`,
  'auto-load-entities': `@Module({
  imports: [
    TypeOrmModule.forRoot({ ...options, autoLoadEntities: true }),
    TypeOrmModule.forFeature([Pet]),
    DatabaseLifecycleModule.forRoot({}),
  ],
})`,
  globs: `@Module({
  imports: [
    TypeOrmModule.forRoot({ ...options, entities: [process.cwd() + '/dist/pet.entit*.js'] }),
    DatabaseLifecycleModule.forRoot({}),
  ],
})`,
  'second-data-source': `@Module({
  imports: [
    TypeOrmModule.forRoot({ ...options, entities: [Pet] }),
    TypeOrmModule.forRoot({ ...options, name: 'billing', entities: [Bill], schema: 'billing' }),
    DatabaseLifecycleModule.forRoot({}),
    DatabaseLifecycleModule.forRoot({ dataSource: 'billing' }),
  ],
})`,
};

export type Registration = keyof typeof ROOTS;
export const REGISTRATIONS = Object.keys(ROOTS) as Registration[];

const MAIN = `import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';

const app = await NestFactory.create(AppModule, { abortOnError: false });
await app.listen(0, '127.0.0.1');
await app.close();
`;

/** A build for require() has no await outside a function. */
const inFunction = (source: string): string => {
  const [imports = '', rest = ''] = source.split('\n\n');
  return `${imports}\n\nvoid (async () => {\n${rest}})();\n`;
};

/** TypeScript of a small app, by file; the same for both module systems but for the await of main. */
export const appSources = (registration: Registration, commonJs: boolean): Readonly<Record<string, string>> => ({
  'pet.entity.ts': PETS,
  'bill.entity.ts': BILLS,
  'pets.seeder.ts': SEEDER,
  'app.module.ts': `${IMPORTS}\n${ROOTS[registration]}\nexport class AppModule {}\n`,
  'main.ts': commonJs ? inFunction(MAIN) : MAIN,
});

/** Names all that the package has for an app to import. */
export const CONSUMER = `import { Module } from '@nestjs/common';
import {
  connectDataSource, createMissingTables, DatabaseLifecycleModule, DatabaseLifecycleService, InjectDatabaseLifecycle,
  compareCatalogs, planMissingTables, snapshotCatalog, type CatalogDifference, type DatabaseLifecycleOptions,
  type DatabaseLifecycleOptionsFactory, type LifecyclePlan,
} from 'nest-database-lifecycle';
import { runCli, type CommandDocuments, type CommandFailure } from 'nest-database-lifecycle/cli';
import { Seeder, type SeederContext, type SeederMode, type SeederRunner } from 'nest-database-lifecycle/seeding';
import type { DataSource } from 'typeorm';

const options: DatabaseLifecycleOptions = { environment: 'test', onPending: 'fail' };
export const mode: SeederMode = 'once';
export class Options implements DatabaseLifecycleOptionsFactory {
  createDatabaseLifecycleOptions = async (): Promise<DatabaseLifecycleOptions> => options;
}

@Seeder({ key: 'none', entities: [] })
export class NoSeeder implements SeederRunner {
  async run({ manager }: SeederContext): Promise<void> {
    await manager.query('SELECT 1');
  }
}

@Module({ imports: [DatabaseLifecycleModule.forRoot({ ...options, dataSource: 'reports' })] })
export class ReportsModule {
  constructor(@InjectDatabaseLifecycle('reports') readonly lifecycle: DatabaseLifecycleService) {}
}

export const plan = (dataSource: DataSource): Promise<LifecyclePlan> => planMissingTables(dataSource, options);
export const create = async (dataSource: DataSource): Promise<readonly string[]> =>
  (await createMissingTables(dataSource)).created;
export const command = (): Promise<0 | 1 | 2 | 3 | 4> => runCli({ loadModule: () => ReportsModule });
export const differences = async (one: DataSource, other: DataSource): Promise<CatalogDifference[]> =>
  compareCatalogs(await snapshotCatalog(one), await snapshotCatalog(other, { schemas: ['public'] }));
export const made = (printed: string): readonly string[] => {
  const answer = JSON.parse(printed) as CommandDocuments['db:init'] | CommandFailure;
  if ('error' in answer) throw new Error(answer.error.message);
  return 'dryRun' in answer ? answer.toCreate : answer.created;
};
export const factory = connectDataSource;
// @ts-expect-error types are there, and refuse what is no option
export const wrong: DatabaseLifecycleOptions = { autoDrop: true };
`;
