import { Module, type Provider } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import {
  DatabaseLifecycleModule,
  DatabaseLifecycleService,
  Seeder,
  type DatabaseLifecycleOptions,
  type SeederContext,
  type SeederOptions,
  type SeederRunner,
} from '../../src/database-lifecycle';
import { lifecycleOptions } from '../support/lifecycle-data-source';

@Entity('species')
export class Species {
  @PrimaryColumn() code: string;
  @Column({ default: '' }) label: string;
}

@Entity('visits')
export class Visit {
  @PrimaryColumn() id: number;
}

/** A seeder of species whose `run` is given; by default it writes its content, and may do so again. */
export function speciesSeeder(
  options: Partial<SeederOptions>,
  run: SeederRunner['run'] = async ({ manager, content }: SeederContext) => {
    await manager.upsert(Species, content as Species[], ['code']);
  },
) {
  @Seeder({ key: 'species', entities: [Species], ...options })
  class SpeciesSeeder implements SeederRunner {
    run = run;
  }
  return SpeciesSeeder;
}

/** Starts an app on the database and hands out its lifecycle; the app is closed afterwards. */
export async function bootOn<Result = void>(
  url: string,
  providers: Provider[],
  work: (lifecycle: DatabaseLifecycleService) => Promise<Result> | Result = () => undefined as Result,
  options: DatabaseLifecycleOptions = { environment: 'development' },
): Promise<Result> {
  @Module({
    imports: [
      TypeOrmModule.forRoot({ ...lifecycleOptions(url, [Species, Visit]), toRetry: () => false }),
      DatabaseLifecycleModule.forRoot(options),
    ],
    providers,
  })
  class SeededModule {}
  const app = await NestFactory.createApplicationContext(SeededModule, { logger: false, abortOnError: false });
  try {
    return await work(app.get(DatabaseLifecycleService));
  } finally {
    await app.close();
  }
}
