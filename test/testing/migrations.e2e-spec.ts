import { Column, DataSource, Entity, PrimaryGeneratedColumn, type MigrationInterface, type QueryRunner } from 'typeorm';
import { expectMigrationsMatchEntities, expectUpDownUp } from '../../src/database-lifecycle/testing';
import { readCatalog } from '../support/catalog';
import { lifecycleOptions } from '../support/lifecycle-data-source';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

@Entity('bowls')
class Bowl {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 40 }) label: string;
}

const KEY = 'CONSTRAINT "PK_c3f1b3b1e1a2f0d4c9d5e6a7b8c" PRIMARY KEY ("id")';
const CREATE = `CREATE TABLE "bowls" ("id" SERIAL NOT NULL, "label" character varying(40) NOT NULL, ${KEY})`;

/** A migration that sends these statements, called so that TypeORM orders it. */
function migration(name: string, up: string, down: string): new () => MigrationInterface {
  return class implements MigrationInterface {
    readonly name = name;
    up = (runner: QueryRunner): Promise<void> => runner.query(up);
    down = (runner: QueryRunner): Promise<void> => runner.query(down);
  };
}

describe('what tests expect of migrations', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database?.drop());

  const app = (...migrations: (new () => MigrationInterface)[]) => ({
    ...lifecycleOptions(database.url, [Bowl]),
    migrations,
  });
  const keyOfBowls = async (): Promise<string> => {
    const statements = await new DataSource(app()).initialize();
    try {
      const { upQueries } = await statements.driver.createSchemaBuilder().log();
      return upQueries.map(({ query }) => query).find((query) => query.includes('"bowls"'))!;
    } finally {
      await statements.destroy();
    }
  };
