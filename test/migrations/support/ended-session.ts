import type { PoolClient } from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { TestDatabase } from '../../support/test-database';
import type { MigrationClass } from './migration.factory';

/** The same migration, before which the server ends the session, as an administrator or a restart would. */
export const endedBefore = (database: TestDatabase, Step: MigrationClass): MigrationClass =>
  class implements MigrationInterface {
    private readonly step = new Step();
    readonly name = this.step.name;

    async up(runner: QueryRunner): Promise<void> {
      const { processID: pid } = (await runner.connect()) as PoolClient & { processID: number };
      await database.query('SELECT pg_terminate_backend($1)', [pid]);
      while ((await database.query('SELECT FROM pg_stat_activity WHERE pid = $1', [pid])).length > 0);
      await this.step.up(runner);
    }

    down = (runner: QueryRunner): Promise<void> => this.step.down(runner);
  };
