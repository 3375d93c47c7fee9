import { Module } from '@nestjs/common';
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
export class OwnersSeeder implements SeederRunner {
  async run({ manager, faker }: SeederContext): Promise<void> {
    for (let index = 0; index < 4; index += 1)
      await manager.insert(Owner, { id: faker.string.uuid(), email: `owner${index}@example.com` });
  }
}

@Seeder({ key: 'animals', entities: [Animal], dependsOn: ['owners'] })
export class AnimalsSeeder implements SeederRunner {
  async run({ manager, faker }: SeederContext): Promise<void> {
    const owners = await manager.find(Owner, { order: { email: 'ASC' } });
    await manager.insert(
      Animal,
      owners.map((owner) => ({ name: faker.person.firstName(), owner })),
    );
  }
}

/** The app of the tests that boot: two tables, a seeder each. */
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
export class BootModule {}
