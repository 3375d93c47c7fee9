import { Module, type DynamicModule, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource, DataSourceOptions } from 'typeorm';
import { DatabaseLifecycleModule, connectDataSource, environmentNamed } from '../../../../src/database-lifecycle';
import { AnimalsSeeder, OwnersSeeder } from '../../../lifecycle/boot.module';
import { Animal, Owner } from '../../../lifecycle/entities';
import { lifecycleOptions } from '../../../support/lifecycle-data-source';

/** Short, so that a server that stays away is told soon. */
const CONNECT_MS = 2_000;

/** As an app connects that uses the library. */
export const connectThrough = (url: string, more: Partial<DataSourceOptions> = {}): Promise<DataSource> =>
  connectDataSource({ ...lifecycleOptions(url, [Owner, Animal]), poolSize: 2, ...more } as DataSourceOptions, {
    timeoutMs: CONNECT_MS,
    environment: environmentNamed('development'),
  });

@Module({})
export class LinkedApp {
  /** Two tables, a seeder each. */
  static on(url: string, autoSeed = true): DynamicModule {
    return {
      module: LinkedApp,
      imports: [
        TypeOrmModule.forRootAsync({
          useFactory: () => ({ type: 'postgres' as const, toRetry: () => false }),
          dataSourceFactory: () => connectThrough(url),
        }),
        DatabaseLifecycleModule.forRoot({ environment: 'development', autoSeed }),
      ],
      providers: [OwnersSeeder, AnimalsSeeder],
    };
  }
}

export const boot = (url: string): Promise<INestApplicationContext> =>
  NestFactory.createApplicationContext(LinkedApp.on(url), { logger: false, abortOnError: false });
