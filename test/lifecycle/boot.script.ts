import 'reflect-metadata';
import { ConsoleLogger, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import {
  DatabaseLifecycleModule,
  Seeder,
  connectDataSource,
  type SeederContext,
  type SeederRunner,
} from '../../src/database-lifecycle';
import { lifecycleOptions } from '../support/lifecycle-data-source';
import { Animal, Owner } from './entities';

@Seeder({ key: 'owners', entities: [Owner] })
class OwnersSeeder implements SeederRunner {
  async run({ manager, faker }: SeederContext): Promise<void> {
    for (let index = 0; index < 4; index += 1)
      await manager.insert(Owner, { id: faker.string.uuid(), email: `owner${index}@example.com` });
  }
}

@Seeder({ key: 'animals', entities: [Animal], dependsOn: ['owners'] })
class AnimalsSeeder implements SeederRunner {
  async run({ manager, faker }: SeederContext): Promise<void> {
    const owners = await manager.find(Owner, { order: { email: 'ASC' } });
    await manager.insert(
      Animal,
      owners.map((owner) => ({ name: faker.person.firstName(), owner })),
    );
  }
}

@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      useFactory: () => ({ ...lifecycleOptions(process.env.DATABASE_URL!, [Owner, Animal]), toRetry: () => false }),
      dataSourceFactory: (options) => connectDataSource(options),
    }),
    DatabaseLifecycleModule.forRoot({ environment: 'development' }),
  ],
  providers: [OwnersSeeder, AnimalsSeeder],
})
class BootModule {}

/** An app of one boot, for tests that start several processes or kill one. */
async function boot(): Promise<void> {
  const app = await NestFactory.createApplicationContext(BootModule, {
    logger: new ConsoleLogger({ json: true }),
    abortOnError: false,
  });
  await app.close();
}

void boot().catch((error: Error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
