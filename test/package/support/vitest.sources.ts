/** What an app has in `src/` that is tested by Vitest; each test file is a worker of its own. */
const app = `import 'reflect-metadata';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DatabaseLifecycleModule } from 'nest-database-lifecycle';
import { Seeder, type SeederContext, type SeederRunner } from 'nest-database-lifecycle/seeding';
import { Column, Entity, PrimaryGeneratedColumn, type DataSourceOptions, type MigrationInterface, type QueryRunner } from 'typeorm';

@Entity('pets')
export class Pet {
  @PrimaryGeneratedColumn({ primaryKeyConstraintName: 'pets_pkey' })
  id!: number;

  @Column()
  name!: string;
}

export class MakePets1764000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE pets (id SERIAL NOT NULL, name character varying NOT NULL, CONSTRAINT pets_pkey PRIMARY KEY (id))');
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE pets');
  }
}

export class Forgetful1764000000001 extends MakePets1764000000001 {
  override async down(): Promise<void> {}
}

export const options: DataSourceOptions = {
  type: 'postgres', url: process.env.DATABASE_URL, entities: [Pet], migrations: [MakePets1764000000001], installExtensions: false,
};

@Seeder({ key: 'pets', entities: [Pet], mode: 'always' })
export class RightSeeder implements SeederRunner {
  run = ({ manager }: SeederContext) => manager.query("INSERT INTO pets VALUES (1, 'Rex') ON CONFLICT DO NOTHING");
}

@Seeder({ key: 'pets', entities: [Pet], mode: 'always' })
export class WrongSeeder implements SeederRunner {
  run = ({ manager }: SeederContext) => manager.query("INSERT INTO pets (name) VALUES ('Rex')");
}

export class Root {}
export const rootOf = (own: DataSourceOptions, seeder: new () => SeederRunner) => ({
  module: Root,
  imports: [TypeOrmModule.forRoot(own), DatabaseLifecycleModule.forRoot({ autoSeed: false })],
  providers: [seeder],
});
`;

const IMPORTS = `import { NestFactory } from '@nestjs/core';
import { createTestDatabase, expectMigrationsMatchEntities, expectSeedersIdempotent, expectUpDownUp } from 'nest-database-lifecycle/testing';
import { DataSource } from 'typeorm';
import { expect, it } from 'vitest';
import { Forgetful1764000000001, options, RightSeeder, rootOf, WrongSeeder } from './app.js';

const seeded = async (seeder) => {
  await using database = await createTestDatabase(options);
  const app = await NestFactory.create(rootOf(database.options, seeder), { logger: false, abortOnError: false });
  try {
    return await expectSeedersIdempotent(app);
  } finally {
    await app.close();
  }
};
const forgetful = { ...options, migrations: [Forgetful1764000000001] };
`;

const rows = (name: string): string => `${IMPORTS}
it('has a database of its own', async () => {
  await using database = await createTestDatabase(options);
  const dataSource = await new DataSource(database.options).initialize();
  await dataSource.query("INSERT INTO pets (name) VALUES ('${name}')");
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(await database.query('SELECT name FROM pets')).toEqual([{ name: '${name}' }]);
  await dataSource.destroy();
});
`;

export const VITEST_SOURCES: Readonly<Record<string, string>> = {
  'app.ts': app,
  'one.test.ts': rows('Rex'),
  'other.test.ts': rows('Kitty'),
  'right.test.ts': `${IMPORTS}
it('migrations match', async () => expect(await expectMigrationsMatchEntities(options)).toEqual(['MakePets1764000000001']));
it('up, down, up', async () => expect(await expectUpDownUp(new DataSource(options))).toEqual(['MakePets1764000000001']));
it('seeders', async () => expect(await seeded(RightSeeder)).toEqual(['pets']));
`,
  'wrong.test.ts': `${IMPORTS}
it('migrations do not match', () => expectMigrationsMatchEntities({ ...options, migrations: [] }));
it('down is wrong', () => expectUpDownUp(forgetful));
it('the seeder is wrong', () => seeded(WrongSeeder));
`,
};
