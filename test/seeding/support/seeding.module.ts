import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import {
  DatabaseLifecycleModule,
  Seeder,
  connectDataSource,
  type SeederContext,
  type SeederRunner,
} from '../../../src/database-lifecycle';
import { lifecycleOptions } from '../../support/lifecycle-data-source';
import { Creature, ENTITIES, Fee, Keeper, Species } from './entities';

const SPECIES = [
  { code: 'dog', name: 'Dog' },
  { code: 'cat', name: 'Cat' },
];

/** Reference data: runs at each boot and each db:seed, and in production by the command. */
@Seeder({ key: 'species', entities: [Species], mode: 'always', reference: true })
export class SpeciesSeeder implements SeederRunner {
  async run({ manager }: SeederContext): Promise<void> {
    await manager.createQueryBuilder().insert().into(Species).values(SPECIES).orIgnore().execute();
  }
}

const FEES = [
  { code: 'visit', cents: 4_500 },
  { code: 'shot', cents: 2_000 },
];

@Seeder({ key: 'fees', entities: [Fee], mode: 'onChange', content: FEES })
export class FeesSeeder implements SeederRunner {
  async run({ manager, content }: SeederContext): Promise<void> {
    await manager.upsert(Fee, content as Fee[], ['code']);
  }
}

@Seeder({ key: 'keepers', entities: [Keeper] })
export class KeepersSeeder implements SeederRunner {
  async run({ manager, faker }: SeederContext): Promise<void> {
    for (let index = 0; index < 3; index += 1)
      await manager.insert(Keeper, { id: faker.string.uuid(), email: `keeper${index}@example.com` });
  }
}

@Seeder({ key: 'creatures', entities: [Creature], dependsOn: ['keepers', 'species'] })
export class CreaturesSeeder implements SeederRunner {
  async run({ manager, faker }: SeederContext): Promise<void> {
    const keepers = await manager.find(Keeper, { order: { email: 'ASC' } });
    const species = await manager.findOneByOrFail(Species, { code: 'dog' });
    const born = () => faker.date.past({ years: 9 }).toISOString().slice(0, 10);
    for (const keeper of keepers)
      await manager.insert(Creature, { name: faker.animal.petName(), born: born(), keeper, species });
  }
}

export const SEEDERS = [SpeciesSeeder, FeesSeeder, KeepersSeeder, CreaturesSeeder];

/** The app of the processes that seed. */
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      useFactory: () => ({ ...lifecycleOptions(process.env.DATABASE_URL!, ENTITIES), toRetry: () => false }),
      dataSourceFactory: (options) => connectDataSource(options),
    }),
    DatabaseLifecycleModule.forRoot(),
  ],
  providers: SEEDERS,
})
export class SeedingModule {}
